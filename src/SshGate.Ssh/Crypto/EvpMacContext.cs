namespace SshGate.Ssh.Crypto;

/// <summary>EVP_MAC_CTX: a running MAC computation.</summary>
internal sealed class EvpMacContext : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_MAC_CTX_free(handle);
        return true;
    }
}
