using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Vault;

/// <summary>What may be seen of a key in the vault.</summary>
public sealed record VaultKey
{
    /// <summary>Name and version.</summary>
    public required KeyReference Reference { get; init; }

    /// <summary>What it is for.</summary>
    public required KeyPurpose Purpose { get; init; }

    /// <summary>When this version was made or imported.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The public half.</summary>
    public required SshPublicKey PublicKey { get; init; }
}
