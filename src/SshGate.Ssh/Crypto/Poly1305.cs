using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>Poly1305 (RFC 8439 §2.5): a MAC whose key serves one message only; the context is reused.</summary>
internal sealed class Poly1305 : IDisposable
{
    public const int KeySize = 32;
    public const int TagSize = 16;

    private readonly EvpMac _mac;
    private readonly EvpMacContext _context;

    public Poly1305()
    {
        _mac = LibcryptoHandle.Require(Libcrypto.EVP_MAC_fetch(0, "POLY1305", null));
        _context = LibcryptoHandle.Require(Libcrypto.EVP_MAC_CTX_new(_mac));
    }

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize, nameof(key));
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagSize, nameof(tag));
        Libcrypto.Check(Libcrypto.EVP_MAC_init(_context, key, KeySize, 0));
        Libcrypto.Check(Libcrypto.EVP_MAC_update(_context, data, (nuint)data.Length));
        Libcrypto.Check(Libcrypto.EVP_MAC_final(_context, tag, out var written, TagSize));
        if (written != TagSize)
        {
            throw new CryptographicException("libcrypto wrote a tag of another size.");
        }
    }

    public void Dispose()
    {
        _context.Dispose();
        _mac.Dispose();
    }
}
