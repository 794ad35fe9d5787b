using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Vault;

/// <summary>
/// Signs with a key of the vault and gives nothing else of it away: unlike <see cref="SshPrivateKey"/> it cannot be
/// exported.
/// The key is in this process's memory only, until this is disposed.
/// </summary>
public sealed class VaultSigner : ISshSigner, IDisposable
{
    private readonly SshPrivateKey _key;

    internal VaultSigner(SshPrivateKey key)
    {
        _key = key;
    }

    /// <inheritdoc/>
    public SshPublicKey PublicKey => _key.PublicKey;

    /// <inheritdoc/>
    public IReadOnlyList<string> SignatureAlgorithms => _key.SignatureAlgorithms;

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _key.SignAsync(signatureAlgorithm, data, cancellationToken);

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}
