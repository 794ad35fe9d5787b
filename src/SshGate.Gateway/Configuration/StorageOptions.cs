namespace SshGate.Gateway.Configuration;

/// <summary>Where things lie. Relative paths are seen from the configuration file's folder.</summary>
public sealed record StorageOptions
{
    /// <summary>The embedded store: approvals and audit log.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Recordings, one file a session.</summary>
    public string Recordings { get; init; } = "recordings";

    /// <summary>The vault's files, encrypted.</summary>
    public string Keys { get; init; } = "keys";

    /// <summary>The catalogue of targets.</summary>
    public string Targets { get; init; } = "targets.yaml";

    /// <summary>The policy; null means the built-in default policy.</summary>
    public string? Policy { get; init; }
}
