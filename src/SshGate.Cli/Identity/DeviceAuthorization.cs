namespace SshGate.Cli.Identity;

/// <summary>What a device shows and polls with (RFC 8628 §3.2).</summary>
internal sealed record DeviceAuthorization
{
    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required string VerificationUri { get; init; }

    public required string? VerificationUriComplete { get; init; }

    public required TimeSpan ExpiresIn { get; init; }

    public required TimeSpan Interval { get; init; }
}
