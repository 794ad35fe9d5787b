using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Decisions about secrets as arithmetic, so that neither branches nor addresses tell them.</summary>
internal static class ConstantTime
{
    /// <summary>All ones if the two are alike, zero if not; both have the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int EqualMask(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(left.Length, right.Length, nameof(right));
        unchecked
        {
            var difference = 0;
            for (var i = 0; i < left.Length; i++)
            {
                difference |= left[i] ^ right[i];
            }

            // At most 255: only zero becomes negative.
            return (difference - 1) >> 31;
        }
    }

    /// <summary>Replaces the target by the other value of the same length where the mask is all ones, not where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Replace(Span<byte> target, ReadOnlySpan<byte> other, int mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, target.Length, nameof(other));
        unchecked
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (byte)(target[i] ^ (mask & (target[i] ^ other[i])));
            }
        }
    }
}
