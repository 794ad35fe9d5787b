using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// ML-KEM-768 (FIPS 203 §6, §7) with the randomness as an argument. Lengths are the caller's duty, which
/// <see cref="ManagedMlKem768"/> has.
/// </summary>
internal static class MlKem768
{
    public const int SeedSize = 32;
    public const int EncapsulationKeySize = MlKemEncryption.EncryptionKeySize;
    public const int DecapsulationKeySize =
        MlKemEncryption.DecryptionKeySize + EncapsulationKeySize + HashSize + SeedSize;

    public const int CiphertextSize = MlKemEncryption.CiphertextSize;

    private const int HashSize = 32;
    private const int SecretSize = Kem.SecretSize;

    /// <summary>Algorithm 16: from the seeds d and z.</summary>
    public static void GenerateKey(
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> rejectionSeed,
        Span<byte> encapsulationKey,
        Span<byte> decapsulationKey)
    {
        var rest = decapsulationKey[MlKemEncryption.DecryptionKeySize..];
        MlKemEncryption.GenerateKey(seed, encapsulationKey, decapsulationKey[..MlKemEncryption.DecryptionKeySize]);
        encapsulationKey.CopyTo(rest);
        SHA3_256.HashData(encapsulationKey, rest.Slice(EncapsulationKeySize, HashSize));
        rejectionSeed.CopyTo(rest[(EncapsulationKeySize + HashSize)..]);
    }

    /// <summary>Algorithm 17: from a message m of 32 random bytes. The modulus check is the caller's.</summary>
    public static void Encapsulate(
        ReadOnlySpan<byte> encapsulationKey, ReadOnlySpan<byte> message, Span<byte> ciphertext, Span<byte> secret)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        SHA3_256.HashData(encapsulationKey, hash);
        Encapsulate(encapsulationKey, message, hash, ciphertext, secret);
    }

    /// <summary>Algorithm 18: the secret, or for a ciphertext that nobody encapsulated, one that nobody knows.</summary>
    public static void Decapsulate(ReadOnlySpan<byte> decapsulationKey, ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        var rest = decapsulationKey[MlKemEncryption.DecryptionKeySize..];
        var encapsulationKey = rest[..EncapsulationKeySize];
        var hash = rest.Slice(EncapsulationKeySize, HashSize);
        Span<byte> message = stackalloc byte[MlKemEncryption.MessageSize];
        Span<byte> rejection = stackalloc byte[SecretSize];
        Span<byte> input = stackalloc byte[SeedSize + CiphertextSize];
        Span<byte> again = stackalloc byte[CiphertextSize];
        try
        {
            rest[(EncapsulationKeySize + HashSize)..].CopyTo(input);
            ciphertext.CopyTo(input[SeedSize..]);
            Shake256.HashData(input, rejection);

            MlKemEncryption.Decrypt(decapsulationKey[..MlKemEncryption.DecryptionKeySize], ciphertext, message);
            Encapsulate(encapsulationKey, message, hash, again, secret);
            ConstantTime.Replace(secret, rejection, ~ConstantTime.EqualMask(ciphertext, again));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(message);
            CryptographicOperations.ZeroMemory(rejection);
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(again);
        }
    }

    // (K, r) = G(m || H(ek)), then the encryption of m with the randomness r.
    private static void Encapsulate(
        ReadOnlySpan<byte> encapsulationKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> keyHash,
        Span<byte> ciphertext,
        Span<byte> secret)
    {
        Span<byte> input = stackalloc byte[MlKemEncryption.MessageSize + HashSize];
        Span<byte> expanded = stackalloc byte[SecretSize + MlKemSampling.SeedSize];
        try
        {
            message.CopyTo(input);
            keyHash.CopyTo(input[MlKemEncryption.MessageSize..]);
            SHA3_512.HashData(input, expanded);
            MlKemEncryption.Encrypt(encapsulationKey, message, expanded[SecretSize..], ciphertext);
            expanded[..SecretSize].CopyTo(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(expanded);
        }
    }
}
