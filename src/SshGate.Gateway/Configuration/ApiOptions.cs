namespace SshGate.Gateway.Configuration;

/// <summary>Where approvers and auditors reach the gate.</summary>
public sealed record ApiOptions
{
    /// <summary>Loopback address and port; plain HTTP leaves the machine on no account.</summary>
    public string Listen { get; init; } = "127.0.0.1:8022";
}
