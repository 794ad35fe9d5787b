namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>No protection: packets before the first NEWKEYS (RFC 4253 §6).</summary>
internal sealed class PlainSealer : PacketSealer
{
    public override int BlockSize => 8;

    public override int TagSize => 0;

    public override bool LengthIsSealed => true;

    public override void Seal(uint sequence, Span<byte> packet, Span<byte> tag)
    {
        // The packet leaves as it is.
    }

    public override void Dispose()
    {
        // There is no key to give up.
    }
}
