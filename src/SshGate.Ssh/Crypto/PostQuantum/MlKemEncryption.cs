using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>K-PKE, the encryption inside ML-KEM-768 (FIPS 203 §5). By itself it withstands no active attacker.</summary>
internal static class MlKemEncryption
{
    /// <summary>The vector of t̂, then ρ.</summary>
    public const int EncryptionKeySize = VectorSize + MlKemSampling.SeedSize;

    /// <summary>The vector of ŝ.</summary>
    public const int DecryptionKeySize = VectorSize;

    public const int CiphertextSize = 32 * ((Rank * BitsOfU) + BitsOfV);
    public const int MessageSize = 32;

    private const int Rank = 3;
    private const int BitsOfU = 10;
    private const int BitsOfV = 4;
    private const int Degree = MlKemTransform.Degree;
    private const int VectorSize = Rank * 32 * MlKemCodec.FullBits;

    /// <summary>Algorithm 13.</summary>
    public static void GenerateKey(ReadOnlySpan<byte> seed, Span<byte> encryptionKey, Span<byte> decryptionKey)
    {
        Span<byte> input = stackalloc byte[MlKemSampling.SeedSize + 1];
        Span<byte> expanded = stackalloc byte[2 * MlKemSampling.SeedSize];
        Span<ushort> work = stackalloc ushort[(Rank + 2) * Degree];
        var secrets = work[..(Rank * Degree)];
        var row = Polynomial(work, Rank);
        var entry = Polynomial(work, Rank + 1);
        try
        {
            seed.CopyTo(input);
            input[MlKemSampling.SeedSize] = Rank;
            SHA3_512.HashData(input, expanded);
            var publicSeed = expanded[..MlKemSampling.SeedSize];
            var noiseSeed = expanded[MlKemSampling.SeedSize..];
            NoiseVector(noiseSeed, 0, secrets);
            for (var i = 0; i < Rank; i++)
            {
                MlKemSampling.Noise(noiseSeed, (byte)(Rank + i), row);
                MlKemTransform.Forward(row);
                for (var j = 0; j < Rank; j++)
                {
                    MlKemSampling.Uniform(publicSeed, (byte)j, (byte)i, entry);
                    MlKemTransform.MultiplyAdd(row, entry, Polynomial(secrets, j));
                }

                MlKemCodec.Encode(row, MlKemCodec.FullBits, Part(encryptionKey, i, MlKemCodec.FullBits));
                MlKemCodec.Encode(
                    Polynomial(secrets, i), MlKemCodec.FullBits, Part(decryptionKey, i, MlKemCodec.FullBits));
            }

            publicSeed.CopyTo(encryptionKey[VectorSize..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(expanded);
            Wipe(work);
        }
    }

    /// <summary>Algorithm 14.</summary>
    public static void Encrypt(
        ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> seed, Span<byte> ciphertext)
    {
        var publicSeed = encryptionKey[VectorSize..];
        Span<ushort> work = stackalloc ushort[(Rank + 3) * Degree];
        var mask = work[..(Rank * Degree)];
        var sum = Polynomial(work, Rank);
        var entry = Polynomial(work, Rank + 1);
        var noise = Polynomial(work, Rank + 2);
        try
        {
            NoiseVector(seed, 0, mask);
            for (var i = 0; i < Rank; i++)
            {
                sum.Clear();
                for (var j = 0; j < Rank; j++)
                {
                    MlKemSampling.Uniform(publicSeed, (byte)i, (byte)j, entry);
                    MlKemTransform.MultiplyAdd(sum, entry, Polynomial(mask, j));
                }

                MlKemTransform.Inverse(sum);
                MlKemSampling.Noise(seed, (byte)(Rank + i), noise);
                MlKemTransform.Add(sum, noise);
                Pack(sum, BitsOfU, Part(ciphertext, i, BitsOfU));
            }

            sum.Clear();
            for (var j = 0; j < Rank; j++)
            {
                MlKemCodec.Decode(Part(encryptionKey, j, MlKemCodec.FullBits), MlKemCodec.FullBits, entry);
                MlKemTransform.MultiplyAdd(sum, entry, Polynomial(mask, j));
            }

            MlKemTransform.Inverse(sum);
            MlKemSampling.Noise(seed, 2 * Rank, noise);
            MlKemTransform.Add(sum, noise);
            Unpack(message, 1, noise);
            MlKemTransform.Add(sum, noise);
            Pack(sum, BitsOfV, ciphertext[(Rank * MlKemCodec.Size(BitsOfU))..]);
        }
        finally
        {
            Wipe(work);
        }
    }

    /// <summary>Algorithm 15.</summary>
    public static void Decrypt(ReadOnlySpan<byte> decryptionKey, ReadOnlySpan<byte> ciphertext, Span<byte> message)
    {
        Span<ushort> work = stackalloc ushort[3 * Degree];
        var sum = Polynomial(work, 0);
        var secret = Polynomial(work, 1);
        var received = Polynomial(work, 2);
        try
        {
            for (var i = 0; i < Rank; i++)
            {
                Unpack(Part(ciphertext, i, BitsOfU), BitsOfU, received);
                MlKemTransform.Forward(received);
                MlKemCodec.Decode(Part(decryptionKey, i, MlKemCodec.FullBits), MlKemCodec.FullBits, secret);
                MlKemTransform.MultiplyAdd(sum, secret, received);
            }

            MlKemTransform.Inverse(sum);
            Unpack(ciphertext[(Rank * MlKemCodec.Size(BitsOfU))..], BitsOfV, received);
            MlKemTransform.Subtract(received, sum);
            Pack(received, 1, message);
        }
        finally
        {
            Wipe(work);
        }
    }

    /// <summary>The modulus check of FIPS 203 §7.2.</summary>
    public static bool IsReduced(ReadOnlySpan<byte> encryptionKey)
    {
        Span<ushort> polynomial = stackalloc ushort[Degree];
        var reduced = true;
        for (var i = 0; i < Rank; i++)
        {
            MlKemCodec.Decode(Part(encryptionKey, i, MlKemCodec.FullBits), MlKemCodec.FullBits, polynomial);
            reduced &= MlKemCodec.IsReduced(polynomial);
        }

        return reduced;
    }

    private static void NoiseVector(ReadOnlySpan<byte> seed, byte nonce, Span<ushort> vector)
    {
        for (var i = 0; i < Rank; i++)
        {
            MlKemSampling.Noise(seed, (byte)(nonce + i), Polynomial(vector, i));
            MlKemTransform.Forward(Polynomial(vector, i));
        }
    }

    private static void Pack(Span<ushort> polynomial, int bits, Span<byte> output)
    {
        MlKemCodec.Compress(polynomial, bits);
        MlKemCodec.Encode(polynomial, bits, output);
    }

    private static void Unpack(ReadOnlySpan<byte> input, int bits, Span<ushort> polynomial)
    {
        MlKemCodec.Decode(input, bits, polynomial);
        MlKemCodec.Decompress(polynomial, bits);
    }

    private static Span<ushort> Polynomial(Span<ushort> vector, int index) => vector.Slice(index * Degree, Degree);

    private static Span<byte> Part(Span<byte> bytes, int index, int bits) =>
        bytes.Slice(index * MlKemCodec.Size(bits), MlKemCodec.Size(bits));

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, int index, int bits) =>
        bytes.Slice(index * MlKemCodec.Size(bits), MlKemCodec.Size(bits));

    private static void Wipe(Span<ushort> work) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(work));
}
