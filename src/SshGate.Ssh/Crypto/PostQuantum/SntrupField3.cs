using System.Numerics;
using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>The integers modulo 3, as -1, 0 and 1.</summary>
internal readonly struct SntrupField3 : ISntrupField
{
    /// <summary>Reduces any value up to this, in either sign: there 10923 / 2^15 is near enough to 1/3.</summary>
    public const int MaxValue = 16_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<int> Reduce(Vector<int> values)
    {
        var thirds = Vector.ShiftRightArithmetic((values * 10923) + new Vector<int>(1 << 14), 15);
        return values - (thirds * 3);
    }

    /// <summary>1 and -1 are their own reciprocals.</summary>
    public static int Invert(int element) => element;
}
