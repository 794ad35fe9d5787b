using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// One side of an X25519 key agreement (RFC 7748 §6.1, RFC 8731 §3) with a key pair for one exchange.
/// </summary>
internal sealed class X25519KeyAgreement : IDisposable
{
    public const int KeySize = 32;

    private readonly EvpKey _key;

    /// <summary>Makes a new key pair.</summary>
    public X25519KeyAgreement()
    {
        Span<byte> privateKey = stackalloc byte[KeySize];
        RandomNumberGenerator.Fill(privateKey);
        try
        {
            _key = Import(privateKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }

        PublicKey = ExportPublicKey(_key);
    }

    /// <summary>Takes a given private key; for known answers.</summary>
    public X25519KeyAgreement(ReadOnlySpan<byte> privateKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(privateKey.Length, KeySize, nameof(privateKey));
        _key = Import(privateKey);
        PublicKey = ExportPublicKey(_key);
    }

    public byte[] PublicKey { get; }

    /// <summary>
    /// The shared secret of 32 bytes, which the caller wipes.
    /// RFC 8731 §3: a public key of another length and an all-zero result are refused.
    /// </summary>
    public byte[] DeriveSecret(ReadOnlySpan<byte> peer)
    {
        if (peer.Length != KeySize)
        {
            throw Refused();
        }

        using var peerKey = LibcryptoHandle.Require(
            Libcrypto.EVP_PKEY_new_raw_public_key(Libcrypto.X25519, 0, peer, KeySize));
        using var context = LibcryptoHandle.Require(Libcrypto.EVP_PKEY_CTX_new(_key, 0));
        Libcrypto.Check(Libcrypto.EVP_PKEY_derive_init(context));
        Libcrypto.Check(Libcrypto.EVP_PKEY_derive_set_peer(context, peerKey));
        var secret = new byte[KeySize];
        nuint length = KeySize;

        // libcrypto itself fails on an all-zero result; the comparison keeps the rule if that ever changes.
        if (Libcrypto.EVP_PKEY_derive(context, secret, ref length) != 1
            || length != KeySize
            || CryptographicOperations.FixedTimeEquals(secret, stackalloc byte[KeySize]))
        {
            Libcrypto.ERR_clear_error();
            throw Refused();
        }

        return secret;
    }

    public void Dispose() => _key.Dispose();

    private static EvpKey Import(ReadOnlySpan<byte> privateKey) =>
        LibcryptoHandle.Require(Libcrypto.EVP_PKEY_new_raw_private_key(Libcrypto.X25519, 0, privateKey, KeySize));

    private static byte[] ExportPublicKey(EvpKey key)
    {
        var publicKey = new byte[KeySize];
        nuint length = KeySize;
        Libcrypto.Check(Libcrypto.EVP_PKEY_get_raw_public_key(key, publicKey, ref length));
        return publicKey;
    }

    private static SshProtocolException Refused() =>
        new(DisconnectReason.KeyExchangeFailed, "The peer's X25519 public key is not acceptable.");
}
