namespace SshGate.Gateway.Identity.Development;

/// <summary>What a development token shall say.</summary>
public sealed record DevelopmentTokenRequest
{
    /// <summary>A person's short name or a client id.</summary>
    public required string Name { get; init; }

    /// <summary>How long the token holds; null for the issuer's default. Zero or less gives an expired token.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Groups in place of the person's own; null for those.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Scopes in place of the default ones; null for those.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The agent that acts for the person (<c>act.sub</c>, RFC 8693 §4.1).</summary>
    public string? Actor { get; init; }

    /// <summary>The least length of the token in bytes: to try what long tokens do.</summary>
    public int MinimumBytes { get; init; }
}
