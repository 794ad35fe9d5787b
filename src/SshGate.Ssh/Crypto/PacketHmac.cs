using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// The MAC of RFC 4253 §6.4 with HMAC-SHA-2 (RFC 6668): over the sequence number and the packet.
/// The keyed state is reused for the life of the key.
/// </summary>
internal sealed class PacketHmac : IDisposable
{
    private const int MaxTagSize = 64;

    private readonly IncrementalHash _hmac;

    public PacketHmac(HashAlgorithmName hash, ReadOnlySpan<byte> key)
    {
        _hmac = IncrementalHash.CreateHMAC(hash, key);
    }

    public int TagSize => _hmac.HashLengthInBytes;

    public void Compute(uint sequence, ReadOnlySpan<byte> packet, Span<byte> tag)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, sequence);
        _hmac.AppendData(number);
        _hmac.AppendData(packet);
        _hmac.GetHashAndReset(tag);
    }

    /// <summary>Compares in constant time; a tag of another length never matches.</summary>
    public bool Verify(uint sequence, ReadOnlySpan<byte> packet, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[MaxTagSize];
        expected = expected[..TagSize];
        Compute(sequence, packet, expected);
        var equal = CryptographicOperations.FixedTimeEquals(expected, tag);
        CryptographicOperations.ZeroMemory(expected);
        return equal;
    }

    public void Dispose() => _hmac.Dispose();
}
