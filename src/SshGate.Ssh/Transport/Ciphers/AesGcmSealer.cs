using System.Security.Cryptography;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// aes128-gcm@openssh.com and aes256-gcm@openssh.com (RFC 5647 §7.2): the length is sent in the clear but
/// authenticated.
/// </summary>
internal sealed class AesGcmSealer : PacketSealer
{
    private readonly AesGcm _cipher;
    private AesGcmNonce _nonce;

    public AesGcmSealer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _nonce = new AesGcmNonce(iv);
        _cipher = new AesGcm(key, TagSize);
    }

    public override int BlockSize => 16;

    public override int TagSize => 16;

    public override bool LengthIsSealed => false;

    public override void Seal(uint sequence, Span<byte> packet, Span<byte> tag)
    {
        var sealedPart = packet[sizeof(uint)..];
        _cipher.Encrypt(_nonce.Span, sealedPart, sealedPart, tag, packet[..sizeof(uint)]);
        _nonce.Increment();
    }

    public override void Dispose() => _cipher.Dispose();
}
