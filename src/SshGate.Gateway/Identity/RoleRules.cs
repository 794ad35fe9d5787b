using System.Collections.Frozen;

namespace SshGate.Gateway.Identity;

/// <summary>Which roles the claims give.</summary>
internal static class RoleRules
{
    public static FrozenSet<Role> Of(IEnumerable<RoleMapping> mappings, TokenClaims claims) =>
        mappings.Where(mapping => Applies(mapping, claims)).Select(mapping => mapping.Role).ToFrozenSet();

    private static bool Applies(RoleMapping mapping, TokenClaims claims) =>
        (mapping.Issuer is null || mapping.Issuer == claims.Issuer)
        && (mapping.ClientIds.Contains(claims.ClientId, StringComparer.Ordinal)
            || mapping.Groups.Intersect(claims.Groups, StringComparer.Ordinal).Any()
            || mapping.Scopes.Intersect(claims.Scopes, StringComparer.Ordinal).Any());
}
