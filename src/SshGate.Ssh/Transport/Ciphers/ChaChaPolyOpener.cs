namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>chacha20-poly1305@openssh.com, receiving half.</summary>
internal sealed class ChaChaPolyOpener(ReadOnlySpan<byte> key) : PacketOpener
{
    private readonly ChaChaPoly _cipher = new(key);

    public override int BlockSize => 8;

    public override int TagSize => ChaChaPoly.TagSize;

    public override bool LengthIsSealed => false;

    public override uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix) => _cipher.ReadLength(sequence, prefix);

    public override bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag) =>
        packet.Length > sizeof(uint) && _cipher.Open(sequence, packet, tag);

    public override void Dispose() => _cipher.Dispose();
}
