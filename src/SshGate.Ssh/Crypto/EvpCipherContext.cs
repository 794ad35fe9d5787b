namespace SshGate.Ssh.Crypto;

/// <summary>EVP_CIPHER_CTX: a symmetric cipher with its key.</summary>
internal sealed class EvpCipherContext : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}
