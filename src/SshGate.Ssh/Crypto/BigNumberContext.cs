namespace SshGate.Ssh.Crypto;

/// <summary>BN_CTX: scratch space of a computation with <see cref="BigNumber"/>.</summary>
internal sealed class BigNumberContext : LibcryptoHandle
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_CTX_free(handle);
        return true;
    }
}
