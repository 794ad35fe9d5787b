using System.Buffers.Binary;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// ChaCha20 with a 64-bit counter and a 64-bit nonce, as OpenSSH's PROTOCOL.chacha20poly1305 uses it.
/// One context per key; <see cref="Start(ulong, uint)"/> begins the stream of a packet.
/// </summary>
internal sealed class ChaCha20 : IDisposable
{
    public const int KeySize = 32;
    public const int BlockSize = 64;

    // libcrypto's IV: the 32-bit little-endian block counter, then 12 bytes, of which the first 4 extend the counter.
    private const int IvSize = 16;
    private const int NonceOffset = 8;

    private readonly EvpCipherContext _context;

    public ChaCha20(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize, nameof(key));
        _context = LibcryptoHandle.Require(Libcrypto.EVP_CIPHER_CTX_new());
        ReadOnlySpan<byte> iv = stackalloc byte[IvSize];
        Libcrypto.Check(Libcrypto.EVP_CipherInit_ex(_context, Libcrypto.EVP_chacha20(), 0, key, iv, 1));
    }

    /// <summary>Begins the key stream for <paramref name="nonce"/> at block <paramref name="counter"/>.</summary>
    public void Start(ulong nonce, uint counter)
    {
        Span<byte> iv = stackalloc byte[IvSize];
        iv.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(iv, counter);
        BinaryPrimitives.WriteUInt64BigEndian(iv[NonceOffset..], nonce);
        Start(iv);
    }

    /// <summary>Begins the key stream with libcrypto's 16-byte IV.</summary>
    public void Start(ReadOnlySpan<byte> iv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, IvSize, nameof(iv));
        Libcrypto.Check(Libcrypto.EVP_CipherInit_ex(_context, 0, 0, default, iv, 1));
    }

    /// <summary>Takes the next bytes of the key stream; input and output may be the same memory.</summary>
    public void Transform(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, input.Length, nameof(output));
        Libcrypto.Check(Libcrypto.EVP_CipherUpdate(_context, output, out _, input, input.Length));
    }

    public void Dispose() => _context.Dispose();
}
