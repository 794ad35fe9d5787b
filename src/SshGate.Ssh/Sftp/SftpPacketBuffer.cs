using System.Buffers;
using System.Buffers.Binary;

namespace SshGate.Ssh.Sftp;

/// <summary>
/// One outgoing packet with its length in front; used again for the next one. Not thread-safe; what <see cref="Packet"/> gave
/// lives until the next <see cref="Begin"/>.
/// </summary>
public sealed class SftpPacketBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>The packet that was written.</summary>
    public ReadOnlyMemory<byte> Packet => _bytes.AsMemory(0, _length);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <summary>Throws the last packet away and leaves room for the length.</summary>
    internal void Begin() => _length = sizeof(uint);

    /// <summary>Fills the length in.</summary>
    internal void End()
    {
        var length = _length - sizeof(uint);
        if (length > SftpLimits.MaxPacket)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A file transfer packet would be too long.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(_bytes, (uint)length);
    }

    private void Reserve(int size)
    {
        size = Math.Max(size, 1);
        if (_bytes.Length - _length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_length + size)));
        }
    }
}
