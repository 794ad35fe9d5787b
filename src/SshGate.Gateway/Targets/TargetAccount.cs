using SshGate.Gateway.Vault;

namespace SshGate.Gateway.Targets;

/// <summary>An account on a target, and the vault's key that opens it.</summary>
public sealed record TargetAccount
{
    /// <summary>The account's name on the target.</summary>
    public required string Name { get; init; }

    /// <summary>The key; without a version it is always the newest one.</summary>
    public required KeyReference Key { get; init; }
}
