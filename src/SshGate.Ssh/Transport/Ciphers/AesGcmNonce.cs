using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// The nonce of RFC 5647 §7.1: 4 fixed bytes and a 64-bit invocation counter that goes up by one per packet.
/// </summary>
internal struct AesGcmNonce
{
    public const int Size = 12;

    private const int CounterOffset = 4;

    private Bytes _bytes;

    public AesGcmNonce(ReadOnlySpan<byte> iv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, Size, nameof(iv));
        iv.CopyTo(_bytes);
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => _bytes;

    public void Increment()
    {
        var counter = ((Span<byte>)_bytes)[CounterOffset..];

        // RFC 5647 §7.1 counts modulo 2^64: the start is any value, and a key is replaced long before it comes round.
        BinaryPrimitives.WriteUInt64BigEndian(counter, unchecked(BinaryPrimitives.ReadUInt64BigEndian(counter) + 1));
    }

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
