using System.Text.Json.Serialization;

namespace SshGate.Gateway.Vault;

/// <summary>The content of <c>vault.json</c>: a value that only the vault's own master key gives.</summary>
internal sealed record VaultCheck
{
    public const string CurrentFormat = "sshgate-vault-1";

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    [JsonPropertyName("salt")]
    public required byte[] Salt { get; init; }

    [JsonPropertyName("check")]
    public required byte[] Check { get; init; }
}
