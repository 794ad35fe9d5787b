using System.Buffers;

namespace SshGate.Ssh.Transport;

/// <summary>
/// Sealed packets on their way to the pipe, in large pooled chunks. Not thread-safe: the <see cref="PacketWriter"/> guards it.
/// A chunk belongs to the queue until <see cref="TryTake"/>, then to the taker, who gives it back with <see cref="Release"/>.
/// </summary>
internal sealed class OutputQueue
{
    /// <summary>Three full data packets: one system call carries that much, and it is still a small part of a cache.</summary>
    private const int ChunkLength = 128 * 1024;

    /// <summary>The same before a login: a peer that does not read makes us hold the chunks.</summary>
    private const int StrangerChunkLength = 8 * 1024;

    private readonly Queue<OutputChunk> _full = new();
    private byte[]? _open;
    private int _used;
    private int _chunkLength = StrangerChunkLength;

    /// <summary>Bytes not yet given to the pipe, the chunk under way included.</summary>
    public long Pending { get; private set; }

    /// <summary>The peer has logged in: from the next chunk on they are large.</summary>
    public void Grow() => _chunkLength = ChunkLength;

    /// <summary>Room for one packet; the caller fills it before the next call.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_open is not null && _open.Length - _used < length)
        {
            _full.Enqueue(new OutputChunk(_open, _used));
            _open = null;
        }

        if (_open is null)
        {
            _open = ArrayPool<byte>.Shared.Rent(Math.Max(length, _chunkLength));
            _used = 0;
        }

        var room = _open.AsSpan(_used, length);
        _used += length;
        Pending += length;
        return room;
    }

    public bool TryTake(out OutputChunk chunk)
    {
        if (_full.TryDequeue(out chunk))
        {
            return true;
        }

        if (_open is null)
        {
            return false;
        }

        chunk = new OutputChunk(_open, _used);
        _open = null;
        return true;
    }

    public void Release(OutputChunk chunk)
    {
        Pending -= chunk.Length;
        ArrayPool<byte>.Shared.Return(chunk.Bytes);
    }
}
