using System.Buffers;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The segments that a socket is read into: small ones before the login, since whoever sends a piece of a packet and then nothing
/// makes us hold what the piece lies in; large ones after it.
/// </summary>
internal sealed class ReadSegments : MemoryPool<byte>
{
    /// <summary>The largest packet before a login then takes ten of them, 40 KiB, however small the pieces are in which it comes.</summary>
    public const int StrangerLength = 4 * 1024;

    /// <summary>Several full packets per system call, so that few of them lie across two segments.</summary>
    public const int Length = 256 * 1024;

    private volatile int _length = StrangerLength;

    public override int MaxBufferSize => Length;

    /// <summary>From the next segment on they are large.</summary>
    public void Grow() => _length = Length;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Segment(Math.Max(_length, minBufferSize));

    protected override void Dispose(bool disposing)
    {
        // Holds nothing.
    }

    private sealed class Segment(int length) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }
}
