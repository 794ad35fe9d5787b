namespace SshGate.Gateway.Identity;

/// <summary>Whose tokens are accepted, and how strictly (section <c>Identity</c> of the configuration).</summary>
public sealed record IdentityOptions
{
    /// <summary>
    /// The algorithms a token may be signed with when the configuration names none: what Okta uses, and ECDSA P-256.
    /// </summary>
    public static readonly IReadOnlyList<string> DefaultAlgorithms = ["RS256", "ES256"];

    /// <summary>Trusted issuers; without one nobody can log in.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>Which groups, scopes and client ids give which role.</summary>
    public IReadOnlyList<RoleMapping> Roles { get; init; } = [];

    /// <summary>
    /// Signature algorithms accepted, of <c>RS256</c> and <c>ES256</c>; empty for <see cref="DefaultAlgorithms"/>.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>How far the issuer's clock and ours may differ; 0–5 minutes.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest token that is looked at, in bytes. 8 KiB is what eight keyboard-interactive parts of 1023 bytes can
    /// carry and
    /// as much as a common web server takes in one header line, so no issuer's tokens are longer in practice.
    /// </summary>
    public int MaxTokenBytes { get; init; } = 8192;

    /// <summary>
    /// Accepts <c>http</c> issuers on loopback addresses: for the development issuer, never in production.
    /// </summary>
    public bool AllowLoopbackHttp { get; init; }

    /// <summary>How the issuers' keys are kept.</summary>
    public KeyCacheOptions KeyCache { get; init; } = new();
}
