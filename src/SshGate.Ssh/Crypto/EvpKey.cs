namespace SshGate.Ssh.Crypto;

/// <summary>EVP_PKEY: an X25519 or Ed25519 key.</summary>
internal sealed class EvpKey : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_free(handle);
        return true;
    }
}
