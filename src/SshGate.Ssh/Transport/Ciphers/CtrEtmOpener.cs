using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>AES-CTR with encrypt-then-MAC (RFC 4344 §4, OpenSSH PROTOCOL 1.5).</summary>
internal sealed class CtrEtmOpener(
    ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, HashAlgorithmName hash, ReadOnlySpan<byte> macKey) : PacketOpener
{
    private readonly AesCtr _cipher = new(key, iv);
    private readonly PacketHmac _mac = new(hash, macKey);

    public override int BlockSize => AesCtr.BlockSize;

    public override int TagSize => _mac.TagSize;

    public override bool LengthIsSealed => false;

    public override uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix) =>
        BinaryPrimitives.ReadUInt32BigEndian(prefix);

    public override bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag)
    {
        if (packet.Length <= sizeof(uint) || !_mac.Verify(sequence, packet, tag))
        {
            return false;
        }

        var sealedPart = packet[sizeof(uint)..];
        _cipher.Transform(sealedPart, sealedPart);
        return true;
    }

    public override void Dispose()
    {
        _cipher.Dispose();
        _mac.Dispose();
    }
}
