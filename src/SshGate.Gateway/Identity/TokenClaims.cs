namespace SshGate.Gateway.Identity;

/// <summary>
/// The claims of a token after the strict gate and before the signature: well-formed, and not yet believed.
/// </summary>
internal sealed record TokenClaims
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string ClientId { get; init; }

    public required string? UserId { get; init; }

    /// <summary>Actors of nested <c>act</c> claims, the outermost (current) first.</summary>
    public required IReadOnlyList<string> Actors { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required string? TokenId { get; init; }

    /// <summary>The one of the token's audiences that is configured.</summary>
    public required string Audience { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    public required IReadOnlyList<string> AuthenticationMethods { get; init; }

    public required string? Name { get; init; }
}
