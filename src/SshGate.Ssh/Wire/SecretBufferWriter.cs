using System.Buffers;
using System.Security.Cryptography;

namespace SshGate.Ssh.Wire;

/// <summary>
/// A growing buffer for secrets: the memory it leaves behind when it grows, and all of it on dispose, is wiped.
/// The spans it hands out are valid until the next write or the dispose.
/// </summary>
internal sealed class SecretBufferWriter : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer;
    private int _written;

    public SecretBufferWriter(int capacity = 256)
    {
        _buffer = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
    }

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _written);

    /// <summary>The written bytes for work in place, such as encryption.</summary>
    public Span<byte> WrittenBytes => _buffer.AsSpan(0, _written);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    /// <summary>Keeps the first bytes only and wipes the others.</summary>
    public void Truncate(int length)
    {
        CryptographicOperations.ZeroMemory(WrittenBytes[length..]);
        _written = length;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_buffer);
        _written = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }

        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(needed, 2 * _buffer.Length), pinned: true);
        WrittenSpan.CopyTo(grown);
        CryptographicOperations.ZeroMemory(_buffer);
        _buffer = grown;
    }
}
