using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// chacha20-poly1305@openssh.com (OpenSSH PROTOCOL.chacha20poly1305): the nonce is the sequence number; one key for the
/// four length bytes, another for the rest. Block 0 of the second stream is the Poly1305 key, the payload starts
/// at block 1.
/// </summary>
internal sealed class ChaChaPoly : IDisposable
{
    public const int KeySize = 2 * ChaCha20.KeySize;
    public const int TagSize = Poly1305.TagSize;

    private readonly ChaCha20 _payloadCipher;
    private readonly ChaCha20 _lengthCipher;
    private readonly Poly1305 _mac;

    public ChaChaPoly(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize, nameof(key));
        _payloadCipher = new ChaCha20(key[..ChaCha20.KeySize]);
        _lengthCipher = new ChaCha20(key[ChaCha20.KeySize..]);
        _mac = new Poly1305();
    }

    public uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        _lengthCipher.Start(sequence, counter: 0);
        _lengthCipher.Transform(prefix[..sizeof(uint)], length);
        return BinaryPrimitives.ReadUInt32BigEndian(length);
    }

    public void Seal(uint sequence, Span<byte> packet, Span<byte> tag)
    {
        Span<byte> block = stackalloc byte[ChaCha20.BlockSize];
        StartPayload(sequence, block);
        Transform(sequence, packet);
        _mac.Compute(block[..Poly1305.KeySize], packet, tag);
        CryptographicOperations.ZeroMemory(block);
    }

    public bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag)
    {
        Span<byte> block = stackalloc byte[ChaCha20.BlockSize];
        Span<byte> expected = stackalloc byte[TagSize];
        StartPayload(sequence, block);
        _mac.Compute(block[..Poly1305.KeySize], packet, expected);
        var genuine = CryptographicOperations.FixedTimeEquals(expected, tag);
        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(expected);
        if (genuine)
        {
            Transform(sequence, packet);
        }

        return genuine;
    }

    public void Dispose()
    {
        _payloadCipher.Dispose();
        _lengthCipher.Dispose();
        _mac.Dispose();
    }

    // Leaves the payload stream at block 1 and its block 0 in the span.
    private void StartPayload(uint sequence, Span<byte> block)
    {
        block.Clear();
        _payloadCipher.Start(sequence, counter: 0);
        _payloadCipher.Transform(block, block);
    }

    private void Transform(uint sequence, Span<byte> packet)
    {
        var length = packet[..sizeof(uint)];
        _lengthCipher.Start(sequence, counter: 0);
        _lengthCipher.Transform(length, length);
        var rest = packet[sizeof(uint)..];
        _payloadCipher.Transform(rest, rest);
    }
}
