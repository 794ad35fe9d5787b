using System.Numerics;
using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>The integers modulo 4591, from -2295 to 2295.</summary>
internal readonly struct SntrupFieldQ : ISntrupField
{
    public const int Modulus = 4591;

    /// <summary>The largest representative.</summary>
    public const int Half = Modulus / 2;

    /// <summary>
    /// Reduces any value up to this, in either sign, more than two products of elements: the first step leaves less than
    /// six moduli, the second rounds exactly, and no product passes 2^31.
    /// </summary>
    public const int MaxValue = 11_000_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<int> Reduce(Vector<int> values)
    {
        values -= Vector.ShiftRightArithmetic(values * 114, 19) * Modulus;
        return values - (Vector.ShiftRightArithmetic((values * 58470) + new Vector<int>(1 << 27), 28) * Modulus);
    }

    // Fermat: a^(q-2). The exponent is public.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Invert(int element)
    {
        var result = 1;
        for (var bit = 12; bit >= 0; bit--)
        {
            result = Multiply(result, result);
            if ((((Modulus - 2) >> bit) & 1) != 0)
            {
                result = Multiply(result, element);
            }
        }

        return result;
    }

    private static int Multiply(int left, int right) => Reduce(new Vector<int>(unchecked(left * right)))[0];
}
