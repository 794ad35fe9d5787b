using System.Security.Cryptography;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The content of a file that went one way: bytes and, as long as they came in order, their SHA-256. Used by one thread at a time.
/// </summary>
internal sealed class TransferDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ulong _next;

    /// <summary>Bytes in all, repeated ones counted again.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the first piece began.</summary>
    public ulong Start { get; private set; }

    /// <summary>Every piece followed the one before.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>Takes the next piece.</summary>
    public void Add(ulong offset, ReadOnlySpan<byte> data)
    {
        if (Bytes == 0)
        {
            Start = _next = offset;
        }

        IsInOrder &= offset == _next;
        _next = unchecked(offset + (ulong)data.Length);
        Bytes += data.Length;
        if (IsInOrder)
        {
            _hash.AppendData(data);
        }
    }

    /// <summary>Takes a piece that goes behind the last one, whatever offset was named.</summary>
    public void Append(ReadOnlySpan<byte> data) => Add(_next, data);

    /// <summary>SHA-256 of all of it, lower-case hex; null when it did not come in order. Called once.</summary>
    public string? Finish() => IsInOrder ? Convert.ToHexStringLower(_hash.GetHashAndReset()) : null;

    public void Dispose() => _hash.Dispose();
}
