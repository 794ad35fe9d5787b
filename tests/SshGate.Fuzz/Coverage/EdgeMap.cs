using System.Numerics;

namespace SshGate.Fuzz.Coverage;

/// <summary>
/// Counts how often the code went from one basic block to another, as AFL does; filled by <see cref="EdgeInstrumenter"/>'s
/// code and therefore public. Collisions are rare enough: some 20 thousand blocks on 64 thousand places.
/// </summary>
public static class EdgeMap
{
    private const int Size = 1 << 16;

    private static readonly byte[] Hits = new byte[Size];

    [ThreadStatic]
    private static int _previous;

    /// <summary>Whether to note edges, which needs one thread, or only blocks.</summary>
    internal static bool NotesEdges { get; set; } = true;

    /// <summary>Called at the start of every block.</summary>
    /// <param name="block">The block's random number.</param>
    public static void Hit(int block)
    {
        if (!NotesEdges)
        {
            Hits[block & (Size - 1)] = 1;
            return;
        }

        unchecked
        {
            ref var count = ref Hits[(block ^ _previous) & (Size - 1)];
            count = (byte)(count == byte.MaxValue ? count : count + 1);
            _previous = block >> 1;
        }
    }

    /// <summary>Before an input.</summary>
    internal static void Clear()
    {
        Hits.AsSpan().Clear();
        _previous = 0;
    }

    /// <summary>Adds what the last input reached to <paramref name="seen"/>; how much of it is new.</summary>
    internal static int Merge(byte[] seen)
    {
        var news = 0;
        ReadOnlySpan<byte> rest = Hits;
        for (var at = 0; rest.IndexOfAnyExcept((byte)0) is >= 0 and var skip; rest = rest[(skip + 1)..], at++)
        {
            at += skip;
            var bucket = (byte)(1 << BitOperations.Log2(Hits[at]));
            if ((seen[at] & bucket) == 0)
            {
                seen[at] |= bucket;
                news++;
            }
        }

        return news;
    }

    internal static byte[] NewSeen() => new byte[Size];
}
