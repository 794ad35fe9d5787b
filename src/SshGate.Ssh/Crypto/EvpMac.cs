namespace SshGate.Ssh.Crypto;

/// <summary>EVP_MAC: a fetched MAC algorithm.</summary>
internal sealed class EvpMac : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_MAC_free(handle);
        return true;
    }
}
