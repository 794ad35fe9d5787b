using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Polynomials of Streamlined NTRU Prime as bytes.</summary>
internal static class SntrupCodec
{
    /// <summary>The bytes of a small polynomial, four coefficients in each.</summary>
    public const int SmallSize = (SntrupPolynomial.Size + 3) / 4;

    // Coefficients modulo q, and those that were rounded to multiples of three.
    private static readonly MixedRadixCode Full = new(SntrupPolynomial.Size, SntrupFieldQ.Modulus);
    private static readonly MixedRadixCode Rounded = new(SntrupPolynomial.Size, (SntrupFieldQ.Modulus + 2) / 3);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EncodeSmall(ReadOnlySpan<int> polynomial, Span<byte> output)
    {
        unchecked
        {
            output[..SmallSize].Clear();
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                output[i >> 2] |= (byte)((polynomial[i] + 1) << (2 * (i & 3)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeSmall(ReadOnlySpan<byte> input, Span<int> polynomial)
    {
        unchecked
        {
            polynomial.Clear();
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] = ((input[i >> 2] >> (2 * (i & 3))) & 3) - 1;
            }
        }
    }

    /// <summary>The polynomial is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EncodeFull(Span<int> polynomial, Span<byte> output)
    {
        unchecked
        {
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] += SntrupFieldQ.Half;
            }
        }

        Full.Encode(polynomial, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeFull(ReadOnlySpan<byte> input, Span<int> polynomial)
    {
        polynomial.Clear();
        Full.Decode(input, polynomial);
        unchecked
        {
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] -= SntrupFieldQ.Half;
            }
        }
    }

    /// <summary>Takes multiples of three (10923 / 2^15 is 1/3 for them); the polynomial is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EncodeRounded(Span<int> polynomial, Span<byte> output)
    {
        unchecked
        {
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] = ((polynomial[i] + SntrupFieldQ.Half) * 10923) >> 15;
            }
        }

        Rounded.Encode(polynomial, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeRounded(ReadOnlySpan<byte> input, Span<int> polynomial)
    {
        polynomial.Clear();
        Rounded.Decode(input, polynomial);
        unchecked
        {
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] = (polynomial[i] * 3) - SntrupFieldQ.Half;
            }
        }
    }
}
