using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Random polynomials from seeds (FIPS 203 §4.2.2).</summary>
internal static class MlKemSampling
{
    public const int SeedSize = 32;

    // 336 candidates of 12 bits, of which 273 are good on average: once in a hundred times they do not suffice.
    private const int UsualBytes = 3 * 168;

    private const int NoiseBytes = 128;

    /// <summary>Algorithm 7: a uniform polynomial, transformed, from the public seed ρ. It takes as long as it takes.</summary>
    public static void Uniform(ReadOnlySpan<byte> seed, byte column, byte row, Span<ushort> polynomial)
    {
        Span<byte> input = stackalloc byte[SeedSize + 2];
        seed.CopyTo(input);
        input[SeedSize] = column;
        input[SeedSize + 1] = row;
        Span<byte> stream = stackalloc byte[UsualBytes];
        Shake128.HashData(input, stream);
        while (!TakeSmallerThanModulus(stream, polynomial))
        {
            // A longer output begins with the shorter one.
            stream = new byte[2 * stream.Length];
            Shake128.HashData(input, stream);
        }
    }

    /// <summary>Algorithm 8 with η = 2 on the output of PRF: small coefficients, from a secret seed.</summary>
    public static void Noise(ReadOnlySpan<byte> seed, byte nonce, Span<ushort> polynomial)
    {
        Span<byte> input = stackalloc byte[SeedSize + 1];
        Span<byte> bits = stackalloc byte[NoiseBytes];
        seed.CopyTo(input);
        input[SeedSize] = nonce;
        Shake256.HashData(input, bits);
        Binomial(bits, polynomial);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TakeSmallerThanModulus(ReadOnlySpan<byte> stream, Span<ushort> polynomial)
    {
        var taken = 0;
        for (var i = 0; i + 2 < stream.Length && taken < polynomial.Length; i += 3)
        {
            var first = stream[i] | ((stream[i + 1] & 0x0f) << 8);
            var second = (stream[i + 1] >> 4) | (stream[i + 2] << 4);
            if (first < MlKemField.Modulus)
            {
                polynomial[taken++] = (ushort)first;
            }

            if (second < MlKemField.Modulus && taken < polynomial.Length)
            {
                polynomial[taken++] = (ushort)second;
            }
        }

        return taken == polynomial.Length;
    }

    // Four bits a coefficient: the sum of two less the sum of the other two.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Binomial(ReadOnlySpan<byte> bits, Span<ushort> polynomial)
    {
        unchecked
        {
            for (var word = 0; word < NoiseBytes / 4; word++)
            {
                var random = BinaryPrimitives.ReadUInt32LittleEndian(bits.Slice(4 * word, 4));
                var sums = (random & 0x55555555) + ((random >> 1) & 0x55555555);
                for (var i = 0; i < 8; i++)
                {
                    var value = (int)(sums & 3) - (int)((sums >> 2) & 3);
                    polynomial[(8 * word) + i] = MlKemField.AddModulusIfNegative(value);
                    sums >>= 4;
                }
            }
        }
    }
}
