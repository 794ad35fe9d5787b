using System.Text.Json.Serialization;

namespace SshGate.Gateway.Vault;

/// <summary>
/// One key file: what may be seen, and the private key encrypted. Everything that may be seen is bound to the
/// encryption as
/// associated data, so that no field can be exchanged between files.
/// </summary>
internal sealed record SealedKey
{
    public const string CurrentFormat = "sshgate-key-1";

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("version")]
    public required int Version { get; init; }

    [JsonPropertyName("purpose")]
    public required KeyPurpose Purpose { get; init; }

    [JsonPropertyName("created")]
    public required DateTimeOffset Created { get; init; }

    /// <summary>The public key as an OpenSSH line without comment.</summary>
    [JsonPropertyName("public")]
    public required string PublicKey { get; init; }

    /// <summary>
    /// HKDF's salt: makes the encryption key of every file its own, so that no nonce is ever used twice with one key.
    /// </summary>
    [JsonPropertyName("salt")]
    public required byte[] Salt { get; init; }

    [JsonPropertyName("nonce")]
    public required byte[] Nonce { get; init; }

    /// <summary>AES-256-GCM ciphertext of the private key in OpenSSH's format, then the tag.</summary>
    [JsonPropertyName("sealed")]
    public required byte[] Sealed { get; init; }
}
