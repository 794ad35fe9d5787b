using System.Buffers;

namespace SshGate.Gateway.Pipeline;

/// <summary>Output that cannot go on yet, because a mark of the gate's may begin in it. Its user bounds it.</summary>
internal sealed class HeldBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Span => _bytes.WrittenSpan;

    public int Count => _bytes.WrittenCount;

    public void Add(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Takes bytes off the front.</summary>
    public byte[] Release(int count)
    {
        var released = _bytes.WrittenSpan[..count].ToArray();
        var rest = _bytes.WrittenSpan[count..].ToArray();
        _bytes.ResetWrittenCount();
        _bytes.Write(rest);
        return released;
    }

    /// <summary>Takes all but what may be the first bytes of <paramref name="mark"/>.</summary>
    public byte[] ReleaseBefore(ReadOnlySpan<byte> mark)
    {
        var kept = Math.Min(mark.Length - 1, Count);
        while (kept > 0 && !Span[^kept..].SequenceEqual(mark[..kept]))
        {
            kept--;
        }

        return Release(Count - kept);
    }
}
