using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>R3: tokens refused for what they claim, each with its reason.</summary>
public sealed class TokenClaimTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData(TestIssuer.Name + "/")]
    [InlineData("https://ID.example.com/oauth2/default")]
    [InlineData("https://evil.example.com/oauth2/default")]
    public async Task Refuses_another_issuer(string issuer) =>
        await _issuer.RefusedAsync(_issuer.Issue(claims => claims["iss"] = issuer), TokenRefusal.IssuerUnknown);

    [Fact]
    public async Task Explains_why_the_organization_server_cannot_be_used()
    {
        var message = await _issuer.RefusedAsync(
            _issuer.Issue(claims => claims["iss"] = "https://acme.okta.com"),
            TokenRefusal.OrganizationServer);

        Assert.Contains("custom authorization server", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"api://other\"", TokenRefusal.AudienceWrong)]
    [InlineData("[\"api://other\", \"api://sshgate/\"]", TokenRefusal.AudienceWrong)]
    [InlineData("\"API://SSHGATE\"", TokenRefusal.AudienceWrong)]
    [InlineData("[]", TokenRefusal.ClaimMissing)]
    [InlineData("7", TokenRefusal.ClaimInvalid)]
    [InlineData("[7]", TokenRefusal.ClaimInvalid)]
    [InlineData("{\"api://sshgate\":1}", TokenRefusal.ClaimInvalid)]
    public async Task Refuses_another_audience(string audience, TokenRefusal reason) =>
        await _issuer.RefusedAsync(_issuer.Issue(claims => claims["aud"] = JsonNode.Parse(audience)), reason);

    [Theory]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("sub")]
    [InlineData("cid")]
    [InlineData("iat")]
    [InlineData("exp")]
    public async Task Refuses_a_token_without_a_needed_claim(string name) =>
        await _issuer.RefusedAsync(_issuer.Issue(claims => claims.Remove(name)), TokenRefusal.ClaimMissing);

    [Theory]
    [InlineData("exp", "\"1900000000\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "true")]
    [InlineData("exp", "null")]
    [InlineData("exp", "[1900000000]")]
    [InlineData("exp", "253402300800")]
    [InlineData("iat", "\"1\"")]
    [InlineData("nbf", "\"1\"")]
    [InlineData("sub", "7")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "\"a\\nb\"")]
    [InlineData("sub", "\"\\ud800\"")]
    [InlineData("cid", "[]")]
    [InlineData("groups", "{}")]
    [InlineData("groups", "[1]")]
    [InlineData("groups", "[\"\\u001b[2J\"]")]
    [InlineData("scp", "5")]
    [InlineData("act", "\"agent\"")]
    [InlineData("act", "{}")]
    [InlineData("act", "{\"sub\":7}")]
    [InlineData("act", "{\"sub\":\"a\",\"act\":{}}")]
    public async Task Refuses_claims_of_a_wrong_kind(string name, string value)
    {
        var claims = _issuer.Claims();
        claims.Remove(name);
        var text = claims.ToJsonString()[..^1] + $",\"{name}\":{value}}}";

        await _issuer.RefusedAsync(_issuer.IssueRaw(_issuer.Header().ToJsonString(), text), TokenRefusal.ClaimInvalid);
    }

    [Fact]
    public async Task Refuses_an_expired_token_after_the_clock_skew_only()
    {
        var token = _issuer.Issue();
        _issuer.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(59));
        await _issuer.VerifiedAsync(token);

        _issuer.Clock.Advance(TimeSpan.FromSeconds(1));
        await _issuer.RefusedAsync(token, TokenRefusal.Expired);
    }

    [Theory]
    [InlineData("nbf")]
    [InlineData("iat")]
    public async Task Refuses_a_token_from_the_future(string name)
    {
        var token = _issuer.Issue(claims => claims[name] = _issuer.Clock.GetUtcNow().AddSeconds(61).ToUnixTimeSeconds());
        await _issuer.RefusedAsync(token, TokenRefusal.NotYetValid);

        _issuer.Clock.Advance(TimeSpan.FromSeconds(1));
        await _issuer.VerifiedAsync(token);
    }

    [Fact]
    public async Task Accepts_dates_with_fractions() =>
        await _issuer.VerifiedAsync(_issuer.Issue(claims => claims["exp"] = _issuer.Clock.GetUtcNow().ToUnixTimeSeconds() + 60.5));

    [Theory]
    [InlineData("nonce", "\"n\"")]
    [InlineData("at_hash", "\"h\"")]
    [InlineData("c_hash", "\"h\"")]
    [InlineData("aud", "\"agent-1\"")]
    [InlineData("token_use", "\"id\"")]
    [InlineData("typ", "\"ID\"")]
    [InlineData("typ", "\"Refresh\"")]
    public async Task Refuses_an_id_token(string name, string value)
    {
        var options = TestIssuer.Options with
        {
            Issuers = [new IssuerOptions { Issuer = TestIssuer.Name, Audiences = [TestIssuer.Audience, "agent-1"] }],
        };

        await _issuer.RefusedAsync(_issuer.Issue(claims => claims[name] = JsonNode.Parse(value)), TokenRefusal.IdToken, options);
    }

    [Fact]
    public async Task Refuses_a_token_bound_to_a_key() =>
        await _issuer.RefusedAsync(
            _issuer.Issue(claims => claims["cnf"] = new JsonObject { ["jkt"] = "x" }),
            TokenRefusal.ProofRequired);
}
