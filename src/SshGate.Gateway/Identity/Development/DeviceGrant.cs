namespace SshGate.Gateway.Identity.Development;

/// <summary>
/// One device authorization (RFC 8628 §3.2); its owner <see cref="DeviceGrants"/> guards the mutable part.
/// </summary>
internal sealed class DeviceGrant
{
    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required long StartedAt { get; init; }

    public long? AskedAt { get; set; }

    public bool IsDecided { get; set; }

    /// <summary>Who approved; null after a decision means denied.</summary>
    public string? User { get; set; }
}
