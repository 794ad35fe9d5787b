using System.Buffers;
using System.Runtime.InteropServices;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The receiving half of RFC 4253 §6. The length is checked before anything is kept, the tag before any plaintext is
/// looked at, and every way a protected packet can be wrong is one error. Used by the read loop only.
/// </summary>
internal sealed class PacketReader(SshLimits limits) : IDisposable
{
    /// <summary>One byte of padding length and four of padding; the payload is checked for its own byte later.</summary>
    private const int MinPacket = 5;

    private PacketOpener _opener = new PlainOpener();
    private byte[]? _scratch;
    private KeyUsage _usage;
    private int _length;
    private bool _protected;
    private int _strangerPackets;
    private volatile bool _isTrusted;

    /// <summary>The number of the next packet; it wraps (RFC 4253 §6.4).</summary>
    public uint Sequence { get; private set; }

    /// <summary>Whether the receiving key has carried its share.</summary>
    public bool KeyIsSpent => _usage.IsSpent(limits);

    private int MaxPacket => _isTrusted ? limits.MaxPacket : limits.MaxPacketBeforeLogin;

    /// <summary>The peer has logged in: its packets may be longer and are not counted any more. For any thread.</summary>
    public void Trust() => _isTrusted = true;

    /// <summary>
    /// Takes one packet off <paramref name="buffer"/>, or returns false and takes nothing if it is not complete.
    /// The payload is decrypted in place: it points into the pipe (or into one scratch buffer, when the packet lies across
    /// two segments) and is valid until the next call and until the pipe is advanced.
    /// </summary>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out Memory<byte> payload)
    {
        payload = default;
        if (!_isTrusted)
        {
            // Beside the pieces of a packet that never becomes whole it would be too much for a stranger.
            ReturnScratch();
        }

        if (_length == 0 && !TryReadLength(buffer))
        {
            return false;
        }

        var total = 4 + _length + _opener.TagSize;
        if (buffer.Length < total)
        {
            return false;
        }

        var packet = Contiguous(buffer.Slice(0, total));
        var span = packet.Span;
        if (!_opener.Open(Sequence, span[..(4 + _length)], span[(4 + _length)..]))
        {
            throw Corrupt();
        }

        int padding = span[4];
        if (padding < 4 || padding > _length - 2)
        {
            throw Corrupt();
        }

        if (!_isTrusted && ++_strangerPackets > limits.MaxPacketsBeforeLogin)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many packets before the login.");
        }

        payload = packet.Slice(5, _length - 1 - padding);
        buffer = buffer.Slice(total);
        Sequence = unchecked(Sequence + 1);
        _usage.Count(total);
        _length = 0;
        return true;
    }

    /// <summary>The peer's NEWKEYS was read (RFC 4253 §7.3).</summary>
    /// <param name="opener">The new key; owned by the reader from here.</param>
    /// <param name="resetSequence">Strict key exchange: the sequence number starts again.</param>
    public void ChangeKeys(PacketOpener opener, bool resetSequence)
    {
        _opener.Dispose();
        _opener = opener;
        _protected = true;
        _usage = default;
        if (resetSequence)
        {
            Sequence = 0;
        }
    }

    public void Dispose()
    {
        _opener.Dispose();
        ReturnScratch();
    }

    private bool TryReadLength(ReadOnlySequence<byte> buffer)
    {
        var size = _opener.PrefixSize;
        if (buffer.Length < size)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[32];
        prefix = prefix[..size];
        buffer.Slice(0, size).CopyTo(prefix);
        var length = _opener.ReadLength(Sequence, prefix);
        var aligned = length + (_opener.LengthIsSealed ? 4L : 0L);
        if (length < MinPacket || length > (uint)MaxPacket || aligned % _opener.BlockSize != 0)
        {
            throw Corrupt();
        }

        _length = (int)length;
        return true;
    }

    private Memory<byte> Contiguous(ReadOnlySequence<byte> packet)
    {
        if (packet.IsSingleSegment)
        {
            // The pipe's memory is ours until it is advanced, and nobody else reads these bytes.
            return MemoryMarshal.AsMemory(packet.First);
        }

        var length = (int)packet.Length;
        if (_scratch is null || _scratch.Length < length)
        {
            ReturnScratch();
            _scratch = ArrayPool<byte>.Shared.Rent(length);
        }

        packet.CopyTo(_scratch);
        return _scratch.AsMemory(0, length);
    }

    private void ReturnScratch()
    {
        if (_scratch is not null)
        {
            // It may hold a password.
            ArrayPool<byte>.Shared.Return(_scratch, clearArray: true);
            _scratch = null;
        }
    }

    private SshProtocolException Corrupt() => _protected
        ? new(DisconnectReason.MacError, "A packet is corrupt.")
        : new(DisconnectReason.ProtocolError, "A packet has an illegal length or padding.");
}
