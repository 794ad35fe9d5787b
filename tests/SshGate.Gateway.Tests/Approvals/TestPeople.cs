using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Tests.Identity;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Tokens of one issuer with one clock, and the real verifier that turns them into identities.</summary>
internal sealed class TestPeople : IAsyncDisposable
{
    public const string ApproverGroup = "sshgate-approvers";

    private readonly TestIssuer _issuer = new();

    public TestPeople() => Verifier = _issuer.Verifier(TestIssuer.Options with
    {
        Roles =
        [
            .. Enum.GetValues<Role>().Select(role => new RoleMapping { Role = role, Scopes = [ScopeOf(role)] }),
        ],
    });

    public TestClock Clock => _issuer.Clock;

    public TokenVerifier Verifier { get; }

    public string Token(
        string subject,
        Role[]? roles = null,
        string? clientId = null,
        string[]? groups = null,
        string? actor = null,
        TimeSpan? lifetime = null) => _issuer.Issue(claims =>
        {
            claims["sub"] = subject;
            claims["cid"] = clientId ?? subject;
            claims["jti"] = "AT." + Guid.NewGuid();
            claims["groups"] = new JsonArray([.. (groups ?? []).Select(group => JsonValue.Create(group))]);
            claims["scp"] = new JsonArray([.. (roles ?? [Role.Agent]).Select(role => JsonValue.Create(ScopeOf(role)))]);
            claims["exp"] = Clock.GetUtcNow().Add(lifetime ?? TimeSpan.FromHours(1)).ToUnixTimeSeconds();
            if (actor is not null)
            {
                claims["act"] = new JsonObject { ["sub"] = actor };
            }
        });

    public string ApproverToken(string subject, string clientId = "approver-console") =>
        Token(subject, [Role.Approver], clientId, [ApproverGroup], lifetime: TimeSpan.FromHours(8));

    public async Task<VerifiedIdentity> VerifyAsync(string token) =>
        Assert.IsType<TokenVerdict.Verified>(await TestIssuer.VerifyAsync(Verifier, token)).Identity;

    public async ValueTask DisposeAsync()
    {
        await Verifier.DisposeAsync();
        _issuer.Dispose();
    }

    private static string ScopeOf(Role role) => $"sshgate.{role}";
}
