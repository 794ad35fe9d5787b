using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// AES-CTR with the MAC of RFC 4253 §6.4 over the plaintext. The first block must be decrypted to learn the
/// length, and the key stream only runs forward, so that block is kept until <see cref="Open"/> puts it into the
/// packet.
/// </summary>
internal sealed class CtrMacOpener(
    ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, HashAlgorithmName hash, ReadOnlySpan<byte> macKey) : PacketOpener
{
    private readonly AesCtr _cipher = new(key, iv);
    private readonly PacketHmac _mac = new(hash, macKey);
    private readonly byte[] _firstBlock = new byte[AesCtr.BlockSize];
    private bool _hasFirstBlock;

    public override int BlockSize => AesCtr.BlockSize;

    public override int TagSize => _mac.TagSize;

    public override bool LengthIsSealed => true;

    public override int PrefixSize => AesCtr.BlockSize;

    public override uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix)
    {
        if (_hasFirstBlock)
        {
            throw new InvalidOperationException("The length of this packet was read before.");
        }

        _cipher.Transform(prefix[..PrefixSize], _firstBlock);
        _hasFirstBlock = true;
        return BinaryPrimitives.ReadUInt32BigEndian(_firstBlock);
    }

    public override bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag)
    {
        if (packet.Length < PrefixSize)
        {
            return false;
        }

        if (!_hasFirstBlock)
        {
            ReadLength(sequence, packet);
        }

        _firstBlock.CopyTo(packet);
        var rest = packet[PrefixSize..];
        _cipher.Transform(rest, rest);
        CryptographicOperations.ZeroMemory(_firstBlock);
        _hasFirstBlock = false;

        // This MAC is over the plaintext, so decryption comes first; what did not verify is not left behind.
        if (_mac.Verify(sequence, packet, tag))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(packet);
        return false;
    }

    public override void Dispose()
    {
        CryptographicOperations.ZeroMemory(_firstBlock);
        _cipher.Dispose();
        _mac.Dispose();
    }
}
