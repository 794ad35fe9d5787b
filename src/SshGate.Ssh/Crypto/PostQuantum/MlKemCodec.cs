using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Coefficients as bytes, and their compression to fewer bits (FIPS 203 §4.2.1).</summary>
internal static class MlKemCodec
{
    /// <summary>The bits of a coefficient that is not compressed.</summary>
    public const int FullBits = 12;

    /// <summary>The bytes of a polynomial.</summary>
    public static int Size(int bits) => MlKemTransform.Degree / 8 * bits;

    /// <summary>Algorithm 5: the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(ReadOnlySpan<ushort> polynomial, int bits, Span<byte> output)
    {
        unchecked
        {
            var pending = 0u;
            var held = 0;
            var written = 0;
            for (var i = 0; i < MlKemTransform.Degree; i++)
            {
                pending |= (uint)polynomial[i] << held;
                for (held += bits; held >= 8; held -= 8)
                {
                    output[written++] = (byte)pending;
                    pending >>= 8;
                }
            }
        }
    }

    /// <summary>Algorithm 6, without its reduction: <see cref="IsReduced"/> tells where one would change anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> input, int bits, Span<ushort> polynomial)
    {
        unchecked
        {
            var mask = (1u << bits) - 1;
            var pending = 0u;
            var held = 0;
            var read = 0;
            for (var i = 0; i < MlKemTransform.Degree; i++)
            {
                for (; held < bits; held += 8)
                {
                    pending |= (uint)input[read++] << held;
                }

                polynomial[i] = (ushort)(pending & mask);
                pending >>= bits;
                held -= bits;
            }
        }
    }

    /// <summary>Compress of §4.2.1: round(2^bits / q · x), in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(Span<ushort> polynomial, int bits)
    {
        unchecked
        {
            var mask = (1u << bits) - 1;
            for (var i = 0; i < MlKemTransform.Degree; i++)
            {
                var scaled = ((uint)polynomial[i] << bits) + (MlKemField.Modulus / 2);
                polynomial[i] = (ushort)(MlKemField.Divide(scaled) & mask);
            }
        }
    }

    /// <summary>Decompress of §4.2.1: round(q / 2^bits · y), in place. One bit is multiplied, never asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decompress(Span<ushort> polynomial, int bits)
    {
        unchecked
        {
            var half = 1u << (bits - 1);
            for (var i = 0; i < MlKemTransform.Degree; i++)
            {
                polynomial[i] = (ushort)(((polynomial[i] * (uint)MlKemField.Modulus) + half) >> bits);
            }
        }
    }

    /// <summary>The modulus check of FIPS 203 §7.2, for public keys only: it stops at the first coefficient that fails.</summary>
    public static bool IsReduced(ReadOnlySpan<ushort> publicPolynomial) =>
        !publicPolynomial.ContainsAnyExceptInRange((ushort)0, (ushort)(MlKemField.Modulus - 1));
}
