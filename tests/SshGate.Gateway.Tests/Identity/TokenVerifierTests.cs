using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>R1–R3: what an accepted token says, who can say it, and what OpenSSH does to long ones.</summary>
public sealed class TokenVerifierTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Accepts_a_good_token(string algorithm)
    {
        var identity = await _issuer.VerifiedAsync(_issuer.Issue(algorithm: algorithm));

        Assert.Equal(TestIssuer.Name, identity.Issuer);
        Assert.Equal(("agent-1", "agent-1"), (identity.Subject, identity.ClientId));
        Assert.Equal(TestIssuer.Audience, identity.Audience);
        Assert.Equal(_issuer.Clock.GetUtcNow().AddHours(1), identity.ExpiresAt);
        Assert.Equal([Role.Agent], identity.Roles);
        Assert.Null(identity.Agent);
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    public async Task Accepts_the_types_of_access_tokens(string type) =>
        await _issuer.VerifiedAsync(_issuer.Issue(header: header => header["typ"] = type));

    [Fact]
    public async Task Accepts_an_audience_among_others() =>
        await _issuer.VerifiedAsync(_issuer.Issue(claims => claims["aud"] = new JsonArray("api://other", TestIssuer.Audience)));

    [Fact]
    public async Task Reads_groups_scopes_user_and_methods()
    {
        var identity = await _issuer.VerifiedAsync(_issuer.Issue(claims =>
        {
            claims["sub"] = "ada@example.com";
            claims["uid"] = "00u1";
            claims["groups"] = new JsonArray("people", "sshgate-approvers");
            claims["scp"] = new JsonArray("openid", "sshgate");
            claims["amr"] = new JsonArray("pwd", "mfa");
            claims["name"] = "Ada Lovelace";
        }));

        Assert.Equal(["people", "sshgate-approvers"], identity.Groups);
        Assert.Equal(["openid", "sshgate"], identity.Scopes);
        Assert.Equal(["pwd", "mfa"], identity.AuthenticationMethods);
        Assert.Equal(("00u1", "Ada Lovelace", "AT.1"), (identity.UserId, identity.Name, identity.TokenId));
        Assert.Equal([Role.Agent, Role.Approver], identity.Roles.Order());
    }

    [Fact]
    public async Task Reads_scopes_from_a_string_too()
    {
        var identity = await _issuer.VerifiedAsync(_issuer.Issue(claims =>
        {
            claims.Remove("scp");
            claims["scope"] = "sshgate sshgate.audit";
        }));

        Assert.Equal(["sshgate", "sshgate.audit"], identity.Scopes);
        Assert.Contains(Role.Auditor, identity.Roles);
    }

    [Fact]
    public async Task Reads_the_chain_of_actors_with_the_current_one_first()
    {
        var identity = await _issuer.VerifiedAsync(_issuer.Issue(claims => claims["act"] = new JsonObject
        {
            ["sub"] = "wlp-agent",
            ["sub_profile"] = "ai_agent",
            ["act"] = new JsonObject { ["sub"] = "orchestrator" },
        }));

        Assert.Equal("wlp-agent", identity.Agent);
        Assert.Equal(["wlp-agent", "orchestrator"], identity.Actors);
    }

    [Fact]
    public async Task Names_the_token_by_its_hash_only()
    {
        var token = _issuer.Issue();
        var identity = await _issuer.VerifiedAsync(token);

        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token))), identity.TokenHash);
    }

    [Fact]
    public async Task Gives_no_role_to_a_token_without_any_mapping()
    {
        var identity = await _issuer.VerifiedAsync(_issuer.Issue(claims => claims["cid"] = "someone-else"));

        Assert.Empty(identity.Roles);
    }

    [Fact]
    public async Task Names_the_cut_of_openssh()
    {
        var whole = _issuer.Issue(claims => claims["pad"] = new string('x', 1000));

        for (var parts = 1; whole.Length > parts * 1023; parts++)
        {
            var message = await _issuer.RefusedAsync(whole[..(parts * 1023)], TokenRefusal.Cut);
            Assert.Contains("1023", message, StringComparison.Ordinal);
            Assert.Contains("askpass", message, StringComparison.Ordinal);
        }

        await _issuer.VerifiedAsync(whole);
    }

    [Fact]
    public async Task Names_the_cut_when_it_falls_into_the_signature()
    {
        var token = Padded(1200);
        Assert.True(token.LastIndexOf('.') < 1023);

        await _issuer.RefusedAsync(token[..1023], TokenRefusal.Cut);
    }

    [Fact]
    public async Task Accepts_a_token_that_has_1023_bytes_by_nature() => await _issuer.VerifiedAsync(Padded(1023));

    [Fact]
    public async Task Refuses_options_that_would_accept_anyone()
    {
        var options = new IdentityOptions
        {
            Issuers =
            [
                new IssuerOptions { Issuer = "http://id.example.com", Audiences = [] },
                new IssuerOptions { Issuer = "https://acme.okta.com", Audiences = ["a"] },
            ],
            Algorithms = ["HS256"],
            ClockSkew = TimeSpan.FromHours(1),
        };

        var problem = await Assert.ThrowsAsync<ArgumentException>(async () => await _issuer.VerifyAsync("x", options));
        foreach (var expected in (string[])["[0].Issuer", "[0].Audiences", "[1].Issuer", ".Algorithms", ".ClockSkew"])
        {
            Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_the_verifier_can_make_an_identity()
    {
        Assert.Empty(typeof(VerifiedIdentity).GetConstructors());
        Assert.All(
            typeof(TokenVerifier.Key).GetConstructors(
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public),
            constructor => Assert.True(constructor.IsPrivate));
    }

    /// <summary>A good token of exactly this many bytes: the padding goes into header and claims, whose lengths step differently.</summary>
    private string Padded(int length)
    {
        for (var pad = 0; pad < length; pad++)
        {
            for (var more = 0; more < 3; more++)
            {
                var token = _issuer.Issue(
                    claims => claims["pad"] = new string('x', pad),
                    header => header["pad"] = new string('y', more));
                if (token.Length == length)
                {
                    return token;
                }

                if (token.Length < length - 8)
                {
                    break;
                }
            }
        }

        throw new InvalidOperationException("no padding gives this length");
    }
}
