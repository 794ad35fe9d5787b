namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>chacha20-poly1305@openssh.com, sending half.</summary>
internal sealed class ChaChaPolySealer(ReadOnlySpan<byte> key) : PacketSealer
{
    private readonly ChaChaPoly _cipher = new(key);

    public override int BlockSize => 8;

    public override int TagSize => ChaChaPoly.TagSize;

    public override bool LengthIsSealed => false;

    public override void Seal(uint sequence, Span<byte> packet, Span<byte> tag) => _cipher.Seal(sequence, packet, tag);

    public override void Dispose() => _cipher.Dispose();
}
