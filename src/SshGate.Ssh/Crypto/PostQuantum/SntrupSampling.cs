using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Random small polynomials: coefficients -1, 0 and 1.</summary>
internal static class SntrupSampling
{
    /// <summary>How many coefficients of a short polynomial are not zero.</summary>
    public const int Weight = 286;

    // Half of the power of two that is not below 761.
    private const int TopStride = 512;

    /// <summary>Any small polynomial, each coefficient by itself.</summary>
    public static void Small(RandomSource random, Span<int> polynomial)
    {
        Draw(random, polynomial);
        SmallFromDraws(polynomial);
    }

    /// <summary>A small polynomial of the right weight: the signs are put in a random order by sorting random numbers.</summary>
    public static void Short(RandomSource random, Span<int> polynomial)
    {
        Draw(random, polynomial);
        ShortFromDraws(MemoryMarshal.Cast<int, uint>(polynomial)[..SntrupPolynomial.Size]);
    }

    /// <summary>
    /// Sorts by Batcher's merge exchange (Knuth, TAOCP 5.2.2 M): which places are compared depends on the length only, and
    /// an exchange is arithmetic.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(Span<uint> values)
    {
        unchecked
        {
            for (var p = TopStride; p > 0; p >>= 1)
            {
                var r = 0;
                var distance = p;
                for (var q = TopStride; ; q >>= 1)
                {
                    for (var i = 0; i + distance < values.Length; i++)
                    {
                        if ((i & p) == r)
                        {
                            var low = values[i];
                            var high = values[i + distance];
                            var swap = (uint)(((long)high - low) >> 63) & (low ^ high);
                            values[i] = low ^ swap;
                            values[i + distance] = high ^ swap;
                        }
                    }

                    if (q == p)
                    {
                        break;
                    }

                    distance = q - p;
                    r = p;
                }
            }
        }
    }

    private static void Draw(RandomSource random, Span<int> polynomial)
    {
        polynomial.Clear();
        random(MemoryMarshal.AsBytes(polynomial[..SntrupPolynomial.Size]));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(polynomial, polynomial);
        }
    }

    // The top of three times 30 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SmallFromDraws(Span<int> polynomial)
    {
        unchecked
        {
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] = (int)((((uint)polynomial[i] & 0x3fffffff) * 3) >> 30) - 1;
            }
        }
    }

    // The two lowest bits travel with the sorted numbers: 0 or 2 in the first ones, 1 in the others.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortFromDraws(Span<uint> draws)
    {
        unchecked
        {
            for (var i = 0; i < Weight; i++)
            {
                draws[i] &= ~1u;
            }

            for (var i = Weight; i < draws.Length; i++)
            {
                draws[i] = (draws[i] & ~2u) | 1;
            }

            Sort(draws);
            for (var i = 0; i < draws.Length; i++)
            {
                draws[i] = (draws[i] & 3) - 1;
            }
        }
    }
}
