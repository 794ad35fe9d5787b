using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SshGate.Gateway.Audit;

/// <summary>
/// SHA-256 over fields in one unambiguous encoding: every field is a presence byte and, if present, its length (8 bytes,
/// big-endian) and its bytes. No two different lists of fields give the same input; absent differs from empty.
/// </summary>
internal sealed class CanonicalHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="purpose">Names what is hashed and its version, so that hashes of two uses never meet.</param>
    public CanonicalHash(string purpose) => Add(purpose);

    public CanonicalHash Add(ReadOnlySpan<byte> value)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(long)];
        prefix[0] = 1;
        BinaryPrimitives.WriteInt64BigEndian(prefix[1..], value.Length);
        _hash.AppendData(prefix);
        _hash.AppendData(value);
        return this;
    }

    public CanonicalHash Add(string? value) => value is null ? AddAbsent() : Add(Encoding.UTF8.GetBytes(value));

    public CanonicalHash Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Add(bytes);
    }

    public CanonicalHash AddAbsent()
    {
        _hash.AppendData([0]);
        return this;
    }

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
