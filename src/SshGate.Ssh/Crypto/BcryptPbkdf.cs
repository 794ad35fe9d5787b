using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// bcrypt_pbkdf(3) of OpenBSD, which OpenSSH uses for encrypted private keys: PBKDF2's shape around a bcrypt variant
/// over SHA-512 digests, its output spread over the key. Slow by intent: keep it off threads that serve others.
/// </summary>
internal static class BcryptPbkdf
{
    private const int HashSize = 32;
    private const int Words = HashSize / sizeof(uint);
    private const int Cost = 64;

    public static void DeriveKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int rounds, Span<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(key.Length, nameof(key));
        Span<byte> passphraseDigest = stackalloc byte[SHA512.HashSizeInBytes];
        Span<byte> saltDigest = stackalloc byte[SHA512.HashSizeInBytes];
        Span<byte> hash = stackalloc byte[HashSize];
        Span<byte> sum = stackalloc byte[HashSize];
        using var blowfish = new Blowfish();
        SHA512.HashData(passphrase, passphraseDigest);

        // Block n gives the bytes n, n + stride, n + 2 stride…: every part of the key needs all the blocks.
        var stride = (key.Length + HashSize - 1) / HashSize;
        for (var block = 0; block < stride; block++)
        {
            HashSalt(salt, (uint)block + 1, saltDigest);
            Hash(blowfish, passphraseDigest, saltDigest, hash);
            hash.CopyTo(sum);
            for (var round = 1; round < rounds; round++)
            {
                SHA512.HashData(hash, saltDigest);
                Hash(blowfish, passphraseDigest, saltDigest, hash);
                for (var i = 0; i < HashSize; i++)
                {
                    sum[i] ^= hash[i];
                }
            }

            for (int i = 0, target = block; i < HashSize && target < key.Length; i++, target += stride)
            {
                key[target] = sum[i];
            }
        }

        CryptographicOperations.ZeroMemory(passphraseDigest);
        CryptographicOperations.ZeroMemory(saltDigest);
        CryptographicOperations.ZeroMemory(hash);
        CryptographicOperations.ZeroMemory(sum);
    }

    private static void HashSalt(ReadOnlySpan<byte> salt, uint counter, Span<byte> digest)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, counter);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        sha512.AppendData(salt);
        sha512.AppendData(number);
        sha512.GetHashAndReset(digest);
    }

    private static void Hash(
        Blowfish blowfish, ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        blowfish.Reset();
        blowfish.Expand(passphrase, salt);
        for (var i = 0; i < Cost; i++)
        {
            blowfish.Expand(salt);
            blowfish.Expand(passphrase);
        }

        Span<uint> words = stackalloc uint[Words];
        for (var i = 0; i < Words; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian("OxychromaticBlowfishSwatDynamite"u8[(sizeof(uint) * i)..]);
        }

        for (var i = 0; i < Words; i += 2)
        {
            for (var pass = 0; pass < Cost; pass++)
            {
                blowfish.Encrypt(ref words[i], ref words[i + 1]);
            }
        }

        for (var i = 0; i < Words; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(output[(sizeof(uint) * i)..], words[i]);
        }

        words.Clear();
    }
}
