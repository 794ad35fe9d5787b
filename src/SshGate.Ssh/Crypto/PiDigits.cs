using System.Numerics;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// The fraction of π as 32-bit words: Blowfish takes its initial tables from there, and computing them is shorter.
/// </summary>
internal static class PiDigits
{
    private const int WordBits = 32;

    // Each of the few thousand divisions loses less than one unit in the last place.
    private const int GuardBits = 64;

    /// <summary>The first words after the point, most significant first, by Machin's formula.</summary>
    public static uint[] Fraction(int words)
    {
        var bits = (words * WordBits) + GuardBits;
        var pi = (16 * ArcTangentOfInverse(5, bits)) - (4 * ArcTangentOfInverse(239, bits));
        var fraction = (pi - ((BigInteger)3 << bits)) >> GuardBits;
        var result = new uint[words];
        for (var i = words - 1; i >= 0; i--)
        {
            result[i] = (uint)(fraction & uint.MaxValue);
            fraction >>= WordBits;
        }

        return result;
    }

    // arctan(1/x) = 1/x - 1/(3 x³) + 1/(5 x⁵) - …, scaled by 2^bits.
    private static BigInteger ArcTangentOfInverse(int x, int bits)
    {
        var power = (BigInteger.One << bits) / x;
        var sum = power;
        for (var divisor = 3; !power.IsZero; divisor += 2)
        {
            power /= -(x * x);
            sum += power / divisor;
        }

        return sum;
    }
}
