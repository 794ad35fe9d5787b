using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>AES-CTR with encrypt-then-MAC (RFC 4344 §4, OpenSSH PROTOCOL 1.5): the length is in the clear.</summary>
internal sealed class CtrEtmSealer(
    ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, HashAlgorithmName hash, ReadOnlySpan<byte> macKey) : PacketSealer
{
    private readonly AesCtr _cipher = new(key, iv);
    private readonly PacketHmac _mac = new(hash, macKey);

    public override int BlockSize => AesCtr.BlockSize;

    public override int TagSize => _mac.TagSize;

    public override bool LengthIsSealed => false;

    public override void Seal(uint sequence, Span<byte> packet, Span<byte> tag)
    {
        var sealedPart = packet[sizeof(uint)..];
        _cipher.Transform(sealedPart, sealedPart);
        _mac.Compute(sequence, packet, tag);
    }

    public override void Dispose()
    {
        _cipher.Dispose();
        _mac.Dispose();
    }
}
