using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// The integers modulo 3329 (FIPS 203 §2.4.1), always reduced. There is no division anywhere: on a secret its time tells
/// the operand (KyberSlash), and the compiler turns <c>%</c> into one before it optimizes.
/// </summary>
internal static class MlKemField
{
    public const int Modulus = 3329;

    /// <summary>
    /// Where <see cref="Divide"/> is exact. With m = ⌈2^40 / q⌉ the product is too large by n·e / 2^40 for e = 3177, which
    /// stays below one step of 1 / q.
    /// </summary>
    public const uint MaxDividend = 1 << 28;

    private const ulong Reciprocal = ((1UL << 40) + Modulus - 1) / Modulus;

    /// <summary>⌊value / 3329⌋ for values up to <see cref="MaxDividend"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Divide(uint value) => unchecked((uint)((value * Reciprocal) >> 40));

    /// <summary>The remainder for values up to <see cref="MaxDividend"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Reduce(uint value) => unchecked((ushort)(value - (Divide(value) * Modulus)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Add(int left, int right) => unchecked(AddModulusIfNegative(left + right - Modulus));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Subtract(int left, int right) => unchecked(AddModulusIfNegative(left - right));

    /// <summary>For values from -3329 to 3328.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort AddModulusIfNegative(int value) => unchecked((ushort)(value + ((value >> 31) & Modulus)));
}
