namespace SshGate.Ssh.Crypto;

/// <summary>EVP_MD_CTX: a signature or its verification in progress.</summary>
internal sealed class EvpDigestContext : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_MD_CTX_free(handle);
        return true;
    }
}
