namespace SshGate.Gateway.Identity;

/// <summary>
/// Checks <see cref="IdentityOptions"/> at start; each problem names the JSON path below that section, what is there
/// and what
/// would do.
/// </summary>
public static class IdentityOptionsCheck
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MaxStale = TimeSpan.FromHours(24);

    /// <summary>The problems found, in order; none when the options can be used.</summary>
    public static IReadOnlyList<(string Path, string Text)> Problems(IdentityOptions options) =>
    [
        .. options.Issuers.SelectMany((issuer, index) => OfIssuer(options, issuer, $".Issuers[{index}]")),
        .. options.Issuers.GroupBy(issuer => issuer.Issuer, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => (".Issuers", $"found '{same.Key}' twice; each issuer is accepted once")),
        .. options.Roles.SelectMany((mapping, index) => OfMapping(options, mapping, $".Roles[{index}]")),
        .. options.Algorithms.Where(name => !IdentityOptions.DefaultAlgorithms.Contains(name, StringComparer.Ordinal))
            .Select(name => (".Algorithms", $"found '{name}'; {string.Join(", ", IdentityOptions.DefaultAlgorithms)} are accepted")),
        .. Range(".ClockSkew", options.ClockSkew, TimeSpan.Zero, MaxClockSkew),
        .. Range(".MaxTokenBytes", options.MaxTokenBytes, 1024, 65536),
        .. OfKeyCache(options.KeyCache),
    ];

    private static IEnumerable<(string Path, string Text)> OfIssuer(IdentityOptions options, IssuerOptions issuer, string path)
    {
        if (!Uri.TryCreate(issuer.Issuer, UriKind.Absolute, out var address)
            || !IssuerClient.IsAcceptable(address, options.AllowLoopbackHttp)
            || address.Query.Length + address.Fragment.Length > 0)
        {
            yield return ($"{path}.Issuer",
                $"found '{issuer.Issuer}'; an https address without query or fragment is accepted"
                + " (http on loopback only, with AllowLoopbackHttp)");
        }
        else if (IsOktaOrganization(address))
        {
            yield return ($"{path}.Issuer",
                $"found '{issuer.Issuer}', an Okta organization server, whose access tokens only Okta can check;"
                + " a custom authorization server such as https://{domain}/oauth2/default is accepted");
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return ($"{path}.Audiences", "found none, or an empty one; at least one audience is needed");
        }

        if (issuer.MetadataAddress is { } metadata
            && !(Uri.TryCreate(metadata, UriKind.Absolute, out var at) && IssuerClient.IsAcceptable(at, options.AllowLoopbackHttp)))
        {
            yield return ($"{path}.MetadataAddress", $"found '{metadata}'; an https address is accepted");
        }

        if (string.IsNullOrWhiteSpace(issuer.GroupsClaim))
        {
            yield return ($"{path}.GroupsClaim", "found an empty name; the name of a claim is accepted");
        }
    }

    private static IEnumerable<(string Path, string Text)> OfMapping(IdentityOptions options, RoleMapping mapping, string path)
    {
        if (!Enum.IsDefined(mapping.Role))
        {
            yield return ($"{path}.Role", $"found '{mapping.Role}'; {string.Join(", ", Enum.GetNames<Role>())} are accepted");
        }

        if (mapping.Groups.Count + mapping.Scopes.Count + mapping.ClientIds.Count == 0)
        {
            yield return (path, "found none of Groups, Scopes and ClientIds; without any it gives its role to nobody");
        }

        if (mapping.Issuer is { } issuer && options.Issuers.All(known => known.Issuer != issuer))
        {
            yield return ($"{path}.Issuer", $"found '{issuer}'; one of the issuers configured is accepted");
        }
    }

    private static IEnumerable<(string Path, string Text)> OfKeyCache(KeyCacheOptions cache) =>
    [
        .. Range(".KeyCache.FreshMinimum", cache.FreshMinimum, TimeSpan.FromSeconds(1), cache.FreshMaximum),
        .. Range(".KeyCache.FreshDefault", cache.FreshDefault, cache.FreshMinimum, cache.FreshMaximum),
        .. Range(".KeyCache.FreshMaximum", cache.FreshMaximum, cache.FreshMinimum, MaxStale),
        .. Range(".KeyCache.StaleMaximum", cache.StaleMaximum, TimeSpan.Zero, MaxStale),
        .. Range(".KeyCache.UnknownKeyInterval", cache.UnknownKeyInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range(".KeyCache.RetryInterval", cache.RetryInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range(".KeyCache.RequestTimeout", cache.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
    ];

    private static IEnumerable<(string Path, string Text)> Range<T>(string path, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return (path, $"found {value}; {least} to {most} is accepted");
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
