using System.Buffers.Binary;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>No protection: packets before the first NEWKEYS (RFC 4253 §6).</summary>
internal sealed class PlainOpener : PacketOpener
{
    public override int BlockSize => 8;

    public override int TagSize => 0;

    public override bool LengthIsSealed => true;

    public override uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix) =>
        BinaryPrimitives.ReadUInt32BigEndian(prefix);

    public override bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag) => tag.IsEmpty;

    public override void Dispose()
    {
        // There is no key to give up.
    }
}
