using System.Buffers.Binary;

namespace SshGate.Ssh.Sftp;

/// <summary>
/// Cuts a byte stream into packets. Its memory grows with what really arrived, never with what a length claims, up to one
/// packet. Not thread-safe; a packet lives until the next call.
/// </summary>
public sealed class SftpPacketReader
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether some bytes of an unfinished packet are waiting.</summary>
    public bool HasPartial => _end > _start;

    /// <summary>Adds what arrived.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_bytes.Length - _end < bytes.Length)
        {
            var kept = _end - _start;
            var target = kept + bytes.Length > _bytes.Length ? new byte[Math.Max(kept + bytes.Length, _bytes.Length * 2)] : _bytes;
            _bytes.AsSpan(_start, kept).CopyTo(target);
            (_bytes, _start, _end) = (target, 0, kept);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>The next whole packet, without its length; false when more bytes are needed.</summary>
    /// <exception cref="SshProtocolException">The length is none that a packet can have.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> packet)
    {
        packet = default;
        if (_end - _start < sizeof(uint))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(_start));
        if (length is 0 or > SftpLimits.MaxPacket)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A file transfer packet has an impossible length.");
        }

        if (_end - _start - sizeof(uint) < length)
        {
            return false;
        }

        packet = _bytes.AsMemory(_start + sizeof(uint), (int)length);
        _start += sizeof(uint) + (int)length;
        return true;
    }
}
