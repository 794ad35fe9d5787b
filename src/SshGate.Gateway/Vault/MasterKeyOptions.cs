namespace SshGate.Gateway.Vault;

/// <summary>
/// Where the master key comes from: exactly one of the three. It is 32 bytes, written as hex or base64.
/// </summary>
public sealed record MasterKeyOptions
{
    /// <summary>A file that only its owner may read; made when it is missing and the vault is still empty.</summary>
    public string? File { get; init; }

    /// <summary>The name of an environment variable.</summary>
    public string? Environment { get; init; }

    /// <summary>A program and its arguments, started without a shell; its output is the key.</summary>
    public IReadOnlyList<string>? Command { get; init; }
}
