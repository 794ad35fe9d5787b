using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>Proven identities for the tests of other folders; they come from the real verifier, since nothing else makes any.</summary>
internal static class TestIdentities
{
    private static readonly Lazy<TestIssuer> Issuer = new();

    /// <summary>A person or a service; <paramref name="actor"/> is who acts for it. Times are those of <see cref="TestClock"/>.</summary>
    public static Task<VerifiedIdentity> CreateAsync(
        string subject,
        string[]? groups = null,
        string[]? scopes = null,
        string? clientId = null,
        string? actor = null,
        Role[]? roles = null,
        TimeSpan? lifetime = null) =>
        CreateAsync(Issuer.Value, subject, groups, scopes, clientId, actor, roles, lifetime);

    private static async Task<VerifiedIdentity> CreateAsync(
        TestIssuer issuer,
        string subject,
        string[]? groups,
        string[]? scopes,
        string? clientId,
        string? actor,
        Role[]? roles,
        TimeSpan? lifetime)
    {
        var client = clientId ?? subject;
        var token = issuer.Issue(claims =>
        {
            claims["sub"] = subject;
            claims["cid"] = client;
            claims["jti"] = "AT." + Guid.NewGuid();
            claims["groups"] = new JsonArray([.. (groups ?? []).Select(group => JsonValue.Create(group))]);
            claims["scp"] = new JsonArray([.. (scopes ?? ["sshgate"]).Select(scope => JsonValue.Create(scope))]);
            claims["exp"] = issuer.Clock.GetUtcNow().Add(lifetime ?? TimeSpan.FromHours(1)).ToUnixTimeSeconds();
            if (actor is not null)
            {
                claims["act"] = new JsonObject { ["sub"] = actor };
            }
        });
        var options = TestIssuer.Options with
        {
            Roles = [.. (roles ?? [Role.Agent]).Select(role => new RoleMapping { Role = role, ClientIds = [client] })],
        };
        var verdict = await issuer.VerifyAsync(token, options);
        return Assert.IsType<TokenVerdict.Verified>(verdict).Identity;
    }
}
