using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// Polynomials of 256 coefficients and their number-theoretic transform (FIPS 203 §4.3). Loop counts and indices are
/// public; the coefficients are not.
/// </summary>
internal static class MlKemTransform
{
    public const int Degree = 256;

    // 128^-1 modulo 3329.
    private const uint InverseOf128 = 3303;

    /// <summary>ζ^BitRev7(i) for ζ = 17 (FIPS 203 appendix A).</summary>
    public static ReadOnlySpan<ushort> Zetas =>
    [
        1, 1729, 2580, 3289, 2642, 630, 1897, 848, 1062, 1919, 193, 797, 2786, 3260, 569, 1746,
        296, 2447, 1339, 1476, 3046, 56, 2240, 1333, 1426, 2094, 535, 2882, 2393, 2879, 1974, 821,
        289, 331, 3253, 1756, 1197, 2304, 2277, 2055, 650, 1977, 2513, 632, 2865, 33, 1320, 1915,
        2319, 1435, 807, 452, 1438, 2868, 1534, 2402, 2647, 2617, 1481, 648, 2474, 3110, 1227, 910,
        17, 2761, 583, 2649, 1637, 723, 2288, 1100, 1409, 2662, 3281, 233, 756, 2156, 3015, 3050,
        1703, 1651, 2789, 1789, 1847, 952, 1461, 2687, 939, 2308, 2437, 2388, 733, 2337, 268, 641,
        1584, 2298, 2037, 3220, 375, 2549, 2090, 1645, 1063, 319, 2773, 757, 2099, 561, 2466, 2594,
        2804, 1092, 403, 1026, 1143, 2150, 2775, 886, 1722, 1212, 1874, 1029, 2110, 2935, 885, 2154,
    ];

    /// <summary>Algorithm 9, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Span<ushort> polynomial)
    {
        unchecked
        {
            var next = 1;
            for (var length = 128; length >= 2; length >>= 1)
            {
                for (var start = 0; start < Degree; start += 2 * length)
                {
                    uint zeta = Zetas[next++];
                    var low = polynomial.Slice(start, length);
                    var high = polynomial.Slice(start + length, length);
                    for (var j = 0; j < low.Length; j++)
                    {
                        int turned = MlKemField.Reduce(zeta * high[j]);
                        int kept = low[j];
                        low[j] = MlKemField.Add(kept, turned);
                        high[j] = MlKemField.Subtract(kept, turned);
                    }
                }
            }
        }
    }

    /// <summary>Algorithm 10, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inverse(Span<ushort> polynomial)
    {
        unchecked
        {
            var next = 127;
            for (var length = 2; length <= 128; length <<= 1)
            {
                for (var start = 0; start < Degree; start += 2 * length)
                {
                    uint zeta = Zetas[next--];
                    var low = polynomial.Slice(start, length);
                    var high = polynomial.Slice(start + length, length);
                    for (var j = 0; j < low.Length; j++)
                    {
                        int kept = low[j];
                        int turned = high[j];
                        low[j] = MlKemField.Add(kept, turned);
                        high[j] = MlKemField.Reduce(zeta * MlKemField.Subtract(turned, kept));
                    }
                }
            }

            for (var i = 0; i < Degree; i++)
            {
                polynomial[i] = MlKemField.Reduce(InverseOf128 * polynomial[i]);
            }
        }
    }

    /// <summary>Algorithm 11: adds the product of two transformed polynomials to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(Span<ushort> sum, ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
    {
        unchecked
        {
            for (var i = 0; i < Degree; i += 4)
            {
                // ζ^(2 BitRev7(i) + 1) of algorithm 11 is, for two neighbours, the same power with either sign.
                uint gamma = Zetas[64 + (i >> 2)];
                MultiplyAddPair(sum.Slice(i, 2), left.Slice(i, 2), right.Slice(i, 2), gamma);
                MultiplyAddPair(
                    sum.Slice(i + 2, 2), left.Slice(i + 2, 2), right.Slice(i + 2, 2), MlKemField.Modulus - gamma);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<ushort> sum, ReadOnlySpan<ushort> other)
    {
        for (var i = 0; i < Degree; i++)
        {
            sum[i] = MlKemField.Add(sum[i], other[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<ushort> difference, ReadOnlySpan<ushort> other)
    {
        for (var i = 0; i < Degree; i++)
        {
            difference[i] = MlKemField.Subtract(difference[i], other[i]);
        }
    }

    // Algorithm 12. The sums stay below 3 q², far from the limit of Reduce.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddPair(
        Span<ushort> sum, ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, uint gamma)
    {
        unchecked
        {
            uint a0 = left[0];
            uint a1 = left[1];
            uint b0 = right[0];
            uint b1 = right[1];
            sum[0] = MlKemField.Reduce(sum[0] + (a0 * b0) + (MlKemField.Reduce(a1 * b1) * gamma));
            sum[1] = MlKemField.Reduce(sum[1] + (a0 * b1) + (a1 * b0));
        }
    }
}
