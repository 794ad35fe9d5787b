namespace SshGate.Ssh.Crypto;

/// <summary>EVP_PKEY_CTX: a key agreement in progress.</summary>
internal sealed class EvpKeyContext : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_CTX_free(handle);
        return true;
    }
}
