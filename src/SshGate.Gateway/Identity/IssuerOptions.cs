namespace SshGate.Gateway.Identity;

/// <summary>One trusted issuer of access tokens.</summary>
public sealed record IssuerOptions
{
    /// <summary>
    /// The issuer exactly as its tokens spell it in <c>iss</c>; for Okta <c>https://{domain}/oauth2/{authorization
    /// server}</c>.
    /// Compared byte by byte: a trailing slash makes another issuer.
    /// </summary>
    public required string Issuer { get; init; }

    /// <summary>
    /// Audiences accepted from this issuer; at least one, and none that other services of the same issuer use.
    /// </summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Where the metadata is; null for <c>{Issuer}/.well-known/openid-configuration</c>.</summary>
    public string? MetadataAddress { get; init; }

    /// <summary>The claim that holds the groups.</summary>
    public string GroupsClaim { get; init; } = "groups";
}
