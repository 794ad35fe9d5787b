using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// AES in counter mode (RFC 4344 §4): one key stream for the life of the key, the same for both directions.
/// </summary>
internal sealed class AesCtr : IDisposable
{
    public const int BlockSize = 16;

    private readonly EvpCipherContext _context;

    public AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, BlockSize, nameof(iv));
        _context = LibcryptoHandle.Require(Libcrypto.EVP_CIPHER_CTX_new());
        var cipher = key.Length switch
        {
            16 => Libcrypto.EVP_aes_128_ctr(),
            24 => Libcrypto.EVP_aes_192_ctr(),
            32 => Libcrypto.EVP_aes_256_ctr(),
            _ => throw new CryptographicException("An AES key has 16, 24 or 32 bytes."),
        };
        Libcrypto.Check(Libcrypto.EVP_CipherInit_ex(_context, cipher, 0, key, iv, 1));
    }

    /// <summary>Takes the next bytes of the key stream; input and output may be the same memory.</summary>
    public void Transform(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, input.Length, nameof(output));
        Libcrypto.Check(Libcrypto.EVP_CipherUpdate(_context, output, out _, input, input.Length));
    }

    public void Dispose() => _context.Dispose();
}
