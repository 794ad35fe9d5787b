using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>aes128-gcm@openssh.com and aes256-gcm@openssh.com (RFC 5647 §7.2).</summary>
internal sealed class AesGcmOpener : PacketOpener
{
    private readonly AesGcm _cipher;
    private AesGcmNonce _nonce;

    public AesGcmOpener(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _nonce = new AesGcmNonce(iv);
        _cipher = new AesGcm(key, TagSize);
    }

    public override int BlockSize => 16;

    public override int TagSize => 16;

    public override bool LengthIsSealed => false;

    public override uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix) =>
        BinaryPrimitives.ReadUInt32BigEndian(prefix);

    public override bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag)
    {
        if (packet.Length < sizeof(uint) || tag.Length != TagSize)
        {
            return false;
        }

        var sealedPart = packet[sizeof(uint)..];
        try
        {
            _cipher.Decrypt(_nonce.Span, sealedPart, tag, sealedPart, packet[..sizeof(uint)]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        _nonce.Increment();
        return true;
    }

    public override void Dispose() => _cipher.Dispose();
}
