namespace SshGate.Ssh.Crypto;

/// <summary>Ed25519 signatures (RFC 8032 §5.1): key sizes, signing and verifying over libcrypto's keys.</summary>
internal static class Ed25519
{
    public const int SeedSize = 32;
    public const int PublicKeySize = 32;
    public const int SignatureSize = 64;

    public static EvpKey ImportSeed(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize, nameof(seed));
        return LibcryptoHandle.Require(Libcrypto.EVP_PKEY_new_raw_private_key(Libcrypto.Ed25519, 0, seed, SeedSize));
    }

    public static EvpKey ImportPublicKey(ReadOnlySpan<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, PublicKeySize, nameof(publicKey));
        return LibcryptoHandle.Require(
            Libcrypto.EVP_PKEY_new_raw_public_key(Libcrypto.Ed25519, 0, publicKey, PublicKeySize));
    }

    public static byte[] ExportPublicKey(EvpKey key)
    {
        var publicKey = new byte[PublicKeySize];
        nuint length = PublicKeySize;
        Libcrypto.Check(Libcrypto.EVP_PKEY_get_raw_public_key(key, publicKey, ref length));
        return publicKey;
    }

    public static byte[] Sign(EvpKey key, ReadOnlySpan<byte> data)
    {
        using var context = LibcryptoHandle.Require(Libcrypto.EVP_MD_CTX_new());
        Libcrypto.Check(Libcrypto.EVP_DigestSignInit(context, 0, 0, 0, key));
        var signature = new byte[SignatureSize];
        nuint length = SignatureSize;
        Libcrypto.Check(Libcrypto.EVP_DigestSign(context, signature, ref length, data, (nuint)data.Length));
        return signature;
    }

    public static bool Verify(EvpKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
        {
            return false;
        }

        using var context = LibcryptoHandle.Require(Libcrypto.EVP_MD_CTX_new());
        Libcrypto.Check(Libcrypto.EVP_DigestVerifyInit(context, 0, 0, 0, key));
        if (Libcrypto.EVP_DigestVerify(context, signature, SignatureSize, data, (nuint)data.Length) == 1)
        {
            return true;
        }

        Libcrypto.ERR_clear_error();
        return false;
    }
}
