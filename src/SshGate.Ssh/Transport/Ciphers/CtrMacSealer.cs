using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>AES-CTR with the MAC of RFC 4253 §6.4 over the plaintext; the length is encrypted too.</summary>
internal sealed class CtrMacSealer(
    ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, HashAlgorithmName hash, ReadOnlySpan<byte> macKey) : PacketSealer
{
    private readonly AesCtr _cipher = new(key, iv);
    private readonly PacketHmac _mac = new(hash, macKey);

    public override int BlockSize => AesCtr.BlockSize;

    public override int TagSize => _mac.TagSize;

    public override bool LengthIsSealed => true;

    public override void Seal(uint sequence, Span<byte> packet, Span<byte> tag)
    {
        _mac.Compute(sequence, packet, tag);
        _cipher.Transform(packet, packet);
    }

    public override void Dispose()
    {
        _cipher.Dispose();
        _mac.Dispose();
    }
}
