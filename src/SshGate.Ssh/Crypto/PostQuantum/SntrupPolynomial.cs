using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// Polynomials modulo x^761 - x - 1. Each stands in <see cref="PaddedSize"/> integers, a whole number of vectors, of which
/// those behind the last coefficient are zero. Loop counts and indices are public; the coefficients are not.
/// </summary>
internal static class SntrupPolynomial
{
    public const int Size = 761;
    public const int PaddedSize = 768;

    /// <summary>The product over a field; the result is another memory than the factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TField>(ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> result)
        where TField : struct, ISntrupField
    {
        Span<int> product = stackalloc int[2 * PaddedSize];
        var factors = MemoryMarshal.Cast<int, Vector<int>>(right);
        for (var i = 0; i < Size; i++)
        {
            var factor = new Vector<int>(left[i]);
            var sums = MemoryMarshal.Cast<int, Vector<int>>(product.Slice(i, PaddedSize));
            for (var j = 0; j < sums.Length && j < factors.Length; j++)
            {
                sums[j] += factor * factors[j];
            }
        }

        // x^(761+i) = x^(i+1) + x^i.
        unchecked
        {
            result[0] = product[0] + product[Size];
            for (var i = 1; i < Size; i++)
            {
                result[i] = product[i] + product[i + Size] + product[i + Size - 1];
            }
        }

        result[Size..].Clear();
        Reduce<TField>(result);
        Wipe(product);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce<TField>(Span<int> polynomial)
        where TField : struct, ISntrupField
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(polynomial);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = TField.Reduce(vectors[i]);
        }
    }

    /// <summary>
    /// scale / input, by Bernstein's and Yang's division steps (safegcd): the same steps for every input.
    /// </summary>
    /// <returns>Zero, or another number if the input has no reciprocal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Divide<TField>(int scale, ReadOnlySpan<int> input, Span<int> output)
        where TField : struct, ISntrupField
    {
        Span<int> work = stackalloc int[4 * PaddedSize];
        var f = work[..PaddedSize];
        var g = work.Slice(PaddedSize, PaddedSize);
        var v = work.Slice(2 * PaddedSize, PaddedSize);
        var r = work[(3 * PaddedSize)..];
        f[0] = 1;
        f[Size - 1] = f[Size] = -1;
        r[0] = scale;
        for (var i = 0; i < Size; i++)
        {
            g[Size - 1 - i] = input[i];
        }

        unchecked
        {
            var delta = 1;
            for (var step = 0; step < (2 * Size) - 1; step++)
            {
                v[..^1].CopyTo(v[1..]);
                v[0] = 0;
                var swap = (-delta >> 31) & ((g[0] | -g[0]) >> 31);
                delta = (delta ^ (swap & (delta ^ -delta))) + 1;
                var difference = swap & (f[0] ^ g[0]);
                var f0 = new Vector<int>(f[0] ^ difference);
                var g0 = new Vector<int>(g[0] ^ difference);
                Eliminate<TField>(f, g, swap, f0, g0);
                Eliminate<TField>(v, r, swap, f0, g0);
                g[1..].CopyTo(g);
                g[^1] = 0;
            }

            var unit = new Vector<int>(TField.Invert(f[0]));
            for (var i = 0; i < Size; i++)
            {
                output[i] = v[Size - 1 - i];
            }

            output[Size..].Clear();
            var vectors = MemoryMarshal.Cast<int, Vector<int>>(output);
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i] = TField.Reduce(vectors[i] * unit);
            }

            Wipe(work);
            return delta;
        }
    }

    public static void Wipe(Span<int> work) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(work));

    // Swaps the two where the mask is all ones, then kills the first coefficient of what is the second: f0 b - g0 a.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eliminate<TField>(Span<int> first, Span<int> second, int swap, Vector<int> f0, Vector<int> g0)
        where TField : struct, ISntrupField
    {
        var mask = new Vector<int>(swap);
        var a = MemoryMarshal.Cast<int, Vector<int>>(first);
        var b = MemoryMarshal.Cast<int, Vector<int>>(second);
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var difference = mask & (a[i] ^ b[i]);
            var kept = a[i] ^ difference;
            a[i] = kept;
            b[i] = TField.Reduce((f0 * (b[i] ^ difference)) - (g0 * kept));
        }
    }
}
