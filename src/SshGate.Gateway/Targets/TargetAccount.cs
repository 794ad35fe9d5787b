namespace SshGate.Gateway.Targets;

/// <summary>An account on a target, and what opens it.</summary>
public sealed record TargetAccount
{
    /// <summary>The account's name on the target.</summary>
    public required string Name { get; init; }

    /// <summary>What the gate logs in with.</summary>
    public required TargetCredential Credential { get; init; }
}
