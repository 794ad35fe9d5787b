namespace SshGate.Gateway.Identity;

/// <summary>Checks <see cref="IdentityOptions"/> at start; each problem names the JSON path, what is there and what would do.</summary>
public static class IdentityOptionsCheck
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MaxStale = TimeSpan.FromHours(24);

    /// <summary>The problems found, in order; none when the options can be used.</summary>
    public static IReadOnlyList<string> Problems(IdentityOptions options) =>
    [
        .. options.Issuers.SelectMany((issuer, index) => OfIssuer(options, issuer, $"Identity:Issuers:{index}")),
        .. options.Issuers.GroupBy(issuer => issuer.Issuer, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"Identity:Issuers: '{same.Key}' is there twice"),
        .. options.Roles.SelectMany((mapping, index) => OfMapping(options, mapping, $"Identity:Roles:{index}")),
        .. options.Algorithms.Where(name => !IdentityOptions.DefaultAlgorithms.Contains(name, StringComparer.Ordinal))
            .Select(name => $"Identity:Algorithms: '{name}' is not one of {string.Join(", ", IdentityOptions.DefaultAlgorithms)}"),
        .. Range("Identity:ClockSkew", options.ClockSkew, TimeSpan.Zero, MaxClockSkew),
        .. Range("Identity:MaxTokenBytes", options.MaxTokenBytes, 1024, 65536),
        .. OfKeyCache(options.KeyCache),
    ];

    private static IEnumerable<string> OfIssuer(IdentityOptions options, IssuerOptions issuer, string path)
    {
        if (!Uri.TryCreate(issuer.Issuer, UriKind.Absolute, out var address)
            || !IssuerClient.IsAcceptable(address, options.AllowLoopbackHttp)
            || address.Query.Length + address.Fragment.Length > 0)
        {
            yield return $"{path}:Issuer: '{issuer.Issuer}' is not an https address without query or fragment"
                + " (http is accepted on loopback only, with Identity:AllowLoopbackHttp)";
        }
        else if (IsOktaOrganization(address))
        {
            yield return $"{path}:Issuer: '{issuer.Issuer}' is an Okta organization server, whose access tokens only Okta can check;"
                + " name a custom authorization server such as https://{domain}/oauth2/default";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{path}:Audiences: at least one audience is needed, none of them empty";
        }

        if (issuer.MetadataAddress is { } metadata
            && !(Uri.TryCreate(metadata, UriKind.Absolute, out var at) && IssuerClient.IsAcceptable(at, options.AllowLoopbackHttp)))
        {
            yield return $"{path}:MetadataAddress: '{metadata}' is not an https address";
        }

        if (string.IsNullOrWhiteSpace(issuer.GroupsClaim))
        {
            yield return $"{path}:GroupsClaim: must not be empty";
        }
    }

    private static IEnumerable<string> OfMapping(IdentityOptions options, RoleMapping mapping, string path)
    {
        if (!Enum.IsDefined(mapping.Role))
        {
            yield return $"{path}:Role: '{mapping.Role}' is not one of {string.Join(", ", Enum.GetNames<Role>())}";
        }

        if (mapping.Groups.Count + mapping.Scopes.Count + mapping.ClientIds.Count == 0)
        {
            yield return $"{path}: name at least one of Groups, Scopes, ClientIds; a mapping without any gives its role to nobody";
        }

        if (mapping.Issuer is { } issuer && options.Issuers.All(known => known.Issuer != issuer))
        {
            yield return $"{path}:Issuer: '{issuer}' is not among Identity:Issuers";
        }
    }

    private static IEnumerable<string> OfKeyCache(KeyCacheOptions cache) =>
    [
        .. Range("Identity:KeyCache:FreshMinimum", cache.FreshMinimum, TimeSpan.FromSeconds(1), cache.FreshMaximum),
        .. Range("Identity:KeyCache:FreshDefault", cache.FreshDefault, cache.FreshMinimum, cache.FreshMaximum),
        .. Range("Identity:KeyCache:FreshMaximum", cache.FreshMaximum, cache.FreshMinimum, MaxStale),
        .. Range("Identity:KeyCache:StaleMaximum", cache.StaleMaximum, TimeSpan.Zero, MaxStale),
        .. Range("Identity:KeyCache:UnknownKeyInterval", cache.UnknownKeyInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range("Identity:KeyCache:RetryInterval", cache.RetryInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range("Identity:KeyCache:RequestTimeout", cache.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
    ];

    private static IEnumerable<string> Range<T>(string path, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return $"{path}: '{value}' is not between {least} and {most}";
        }
    }

    /// <summary>Okta's organization server is the bare domain; its custom servers are below <c>/oauth2/</c>.</summary>
    internal static bool IsOktaOrganization(Uri address) =>
        address.AbsolutePath == "/"
        && (address.Host.EndsWith(".okta.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".oktapreview.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".okta-emea.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".okta-gov.com", StringComparison.OrdinalIgnoreCase));
}
