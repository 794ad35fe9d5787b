using System.Security.Cryptography;

namespace SshGate.Ssh;

/// <summary>
/// Secret bytes such as a password, token or private key: never printed, compared in constant time, wiped on dispose.
/// The instance owns its copy; the caller stays owner of the bytes passed in and wipes those itself.
/// </summary>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Copies <paramref name="bytes"/> into memory that the collector does not move around.</summary>
    /// <param name="bytes">The secret; the caller's copy is left as it is.</param>
    public SecretBytes(ReadOnlySpan<byte> bytes)
    {
        // Pinned, because a compacting collection would leave unwiped copies behind.
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The number of secret bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The secret; do not keep it beyond this object's life.</summary>
    /// <exception cref="ObjectDisposedException">The secret was wiped.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Compares without telling by its duration where the first difference is.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>True if length and content are equal.</returns>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Always <c>[redacted]</c>, so that a secret cannot reach a log by string formatting.</summary>
    /// <returns>The constant text.</returns>
    public override string ToString() => "[redacted]";

    /// <summary>Overwrites the secret.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
