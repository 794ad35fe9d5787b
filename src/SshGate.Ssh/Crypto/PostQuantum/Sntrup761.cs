using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// Streamlined NTRU Prime 761 (round 3 submission to NIST; draft-ietf-sshm-ntruprime-ssh) with the randomness as an argument.
/// Lengths are the caller's duty, which <see cref="Sntrup761Kem"/> has.
/// </summary>
internal static class Sntrup761
{
    public const int PublicKeySize = SntrupEncryption.EncryptionKeySize;

    /// <summary>The decryption key, the public key, ρ for refusals and the hash of the public key.</summary>
    public const int PrivateKeySize =
        SntrupEncryption.DecryptionKeySize + PublicKeySize + SntrupCodec.SmallSize + HashSize;

    /// <summary>The ciphertext of the encryption, then a hash that confirms the message.</summary>
    public const int CiphertextSize = SntrupEncryption.CiphertextSize + HashSize;

    private const int HashSize = 32;

    // The prefixes of the hashes.
    private const byte SessionOfRefusal = 0;
    private const byte Session = 1;
    private const byte Confirmation = 2;
    private const byte Message = 3;
    private const byte PublicKey = 4;

    public static void GenerateKey(RandomSource random, Span<byte> publicKey, Span<byte> privateKey)
    {
        var rest = privateKey[SntrupEncryption.DecryptionKeySize..];
        SntrupEncryption.GenerateKey(random, publicKey, privateKey[..SntrupEncryption.DecryptionKeySize]);
        publicKey.CopyTo(rest);
        random(rest.Slice(PublicKeySize, SntrupCodec.SmallSize));
        Hash(PublicKey, publicKey, [], rest[(PublicKeySize + SntrupCodec.SmallSize)..]);
    }

    public static void Encapsulate(
        RandomSource random, ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> secret)
    {
        Span<int> message = stackalloc int[SntrupPolynomial.PaddedSize];
        Span<byte> encoded = stackalloc byte[SntrupCodec.SmallSize];
        Span<byte> keyHash = stackalloc byte[HashSize];
        try
        {
            Hash(PublicKey, publicKey, [], keyHash);
            SntrupSampling.Short(random, message);
            Hide(message, publicKey, keyHash, encoded, ciphertext);
            HashSession(Session, encoded, ciphertext, secret);
        }
        finally
        {
            SntrupPolynomial.Wipe(message);
            CryptographicOperations.ZeroMemory(encoded);
        }
    }

    /// <summary>The secret, or for a ciphertext that nobody encapsulated, one that nobody knows.</summary>
    public static void Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        var rest = privateKey[SntrupEncryption.DecryptionKeySize..];
        var publicKey = rest[..PublicKeySize];
        var refusal = rest.Slice(PublicKeySize, SntrupCodec.SmallSize);
        var keyHash = rest[(PublicKeySize + SntrupCodec.SmallSize)..];
        Span<int> message = stackalloc int[SntrupPolynomial.PaddedSize];
        Span<byte> encoded = stackalloc byte[SntrupCodec.SmallSize];
        Span<byte> again = stackalloc byte[CiphertextSize];
        try
        {
            SntrupEncryption.Decrypt(
                privateKey[..SntrupEncryption.DecryptionKeySize], ciphertext[..SntrupEncryption.CiphertextSize], message);
            Hide(message, publicKey, keyHash, encoded, again);
            var equal = ConstantTime.EqualMask(ciphertext, again);
            ConstantTime.Replace(encoded, refusal, ~equal);
            HashSession((byte)(SessionOfRefusal + (equal & Session)), encoded, ciphertext, secret);
        }
        finally
        {
            SntrupPolynomial.Wipe(message);
            CryptographicOperations.ZeroMemory(encoded);
            CryptographicOperations.ZeroMemory(again);
        }
    }

    private static void Hide(
        ReadOnlySpan<int> message,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> keyHash,
        Span<byte> encoded,
        Span<byte> ciphertext)
    {
        Span<byte> messageHash = stackalloc byte[HashSize];
        SntrupCodec.EncodeSmall(message, encoded);
        SntrupEncryption.Encrypt(publicKey, message, ciphertext[..SntrupEncryption.CiphertextSize]);
        Hash(Message, encoded, [], messageHash);
        Hash(Confirmation, messageHash, keyHash, ciphertext[SntrupEncryption.CiphertextSize..]);
        CryptographicOperations.ZeroMemory(messageHash);
    }

    private static void HashSession(
        byte prefix, ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        Span<byte> messageHash = stackalloc byte[HashSize];
        Hash(Message, encoded, [], messageHash);
        Hash(prefix, messageHash, ciphertext, secret);
        CryptographicOperations.ZeroMemory(messageHash);
    }

    // The first half of SHA-512 of the prefix and both parts.
    private static void Hash(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[1 + first.Length + second.Length];
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        input[0] = prefix;
        first.CopyTo(input[1..]);
        second.CopyTo(input[(1 + first.Length)..]);
        SHA512.HashData(input, digest);
        digest[..HashSize].CopyTo(output);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(digest);
    }
}
