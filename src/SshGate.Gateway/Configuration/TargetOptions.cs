namespace SshGate.Gateway.Configuration;

/// <summary>The onward leg.</summary>
public sealed record TargetOptions
{
    /// <summary>From dialling to a finished login at the target.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
