using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Identity.Development;

namespace SshGate.Gateway.Tests.Identity;

public sealed class DevelopmentIssuerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private DevelopmentIssuer _issuer = null!;
    private TokenVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await DevelopmentIssuer.StartAsync(new DevelopmentIssuerOptions(), TimeProvider.System, Token);
        _verifier = new TokenVerifier(_issuer.GateOptions(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _verifier.DisposeAsync();
        await _issuer.DisposeAsync();
        _http.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("agent-1", Role.Agent)]
    [InlineData("agent-2", Role.Agent)]
    [InlineData("ada", Role.Agent, Role.Approver)]
    [InlineData("grace", Role.Agent, Role.Approver)]
    [InlineData("audrey", Role.Agent, Role.Auditor)]
    [InlineData("otto", Role.Agent, Role.Operator)]
    public async Task Its_tokens_verify_with_the_roles_of_the_built_in_people(string name, params Role[] roles)
    {
        var identity = await Verified(_issuer.IssueToken(new DevelopmentTokenRequest { Name = name }));

        Assert.Equal(roles, identity.Roles.Order());
        Assert.Equal(_issuer.Issuer.AbsoluteUri, identity.Issuer);
    }

    [Fact]
    public async Task A_token_says_what_was_asked_for()
    {
        var token = _issuer.IssueToken(new DevelopmentTokenRequest
        {
            Name = "ada",
            Groups = ["one", "two"],
            Actor = "agent-1",
            Lifetime = TimeSpan.FromSeconds(30),
            MinimumBytes = 3000,
        });
        var identity = await Verified(token);

        Assert.InRange(token.Length, 3000, 3030);
        Assert.Equal("ada@example.com", identity.Subject);
        Assert.Equal("agent-1", identity.Agent);
        Assert.Equal(["one", "two"], identity.Groups);
        Assert.Equal(TimeSpan.FromSeconds(30), identity.ExpiresAt - identity.IssuedAt);
    }

    [Fact]
    public async Task Client_credentials_give_a_token_for_the_right_secret_only()
    {
        var good = await Post("/v1/token", ("grant_type", "client_credentials"), ("client_id", "agent-1"), ("client_secret", "agent-1-secret"));
        await Verified(good["access_token"]!.GetValue<string>());

        var bad = await Post("/v1/token", ("grant_type", "client_credentials"), ("client_id", "agent-1"), ("client_secret", "agent-2-secret"));
        Assert.Equal("invalid_client", bad["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_device_flow_gives_one_token_after_the_approval()
    {
        var device = await Post("/v1/device/authorize", ("client_id", "sshgate-cli"));
        var code = device["device_code"]!.GetValue<string>();
        Assert.Equal("authorization_pending", (await Redeem(code))["error"]!.GetValue<string>());
        Assert.Equal("slow_down", (await Redeem(code))["error"]!.GetValue<string>());

        var page = await _http.GetStringAsync(device["verification_uri_complete"]!.GetValue<string>(), Token);
        Assert.Contains(device["user_code"]!.GetValue<string>(), page, StringComparison.Ordinal);
        await Approve(device, "ada");

        var identity = await Verified((await Redeem(code))["access_token"]!.GetValue<string>());
        Assert.Equal("ada@example.com", identity.Subject);
        Assert.Equal("invalid_grant", (await Redeem(code))["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_denied_device_gets_no_token()
    {
        var device = await Post("/v1/device/authorize", ("client_id", "sshgate-cli"));
        await Approve(device, "ada", "deny");

        Assert.Equal("access_denied", (await Redeem(device["device_code"]!.GetValue<string>()))["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_rotated_key_is_published_beside_the_old_one()
    {
        _issuer.RotateKey();
        var keys = JsonNode.Parse(await _http.GetStringAsync(_issuer.Issuer + "/v1/keys", Token))!["keys"]!.AsArray();

        Assert.Equal(2, keys.Count);
        await Verified(_issuer.IssueToken(new DevelopmentTokenRequest { Name = "agent-1" }));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task It_refuses_any_address_that_is_not_loopback(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => DevelopmentIssuer.StartAsync(
            new DevelopmentIssuerOptions { Address = IPAddress.Parse(address) },
            TimeProvider.System,
            Token));

    [Theory]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    public async Task It_refuses_requests_that_come_through_a_foreign_page(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _issuer.Issuer + "/dev/token")
        {
            Content = new FormUrlEncodedContent([new("as", "ada")]),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await _http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task<VerifiedIdentity> Verified(string token) =>
        Assert.IsType<TokenVerdict.Verified>(await TestIssuer.VerifyAsync(_verifier, token)).Identity;

    private Task<JsonNode> Redeem(string deviceCode) => Post(
        "/v1/token",
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", deviceCode));

    private async Task Approve(JsonNode device, string user, string action = "approve")
    {
        using var form = new FormUrlEncodedContent(
            [new("user_code", device["user_code"]!.GetValue<string>()), new("user", user), new("action", action)]);
        using var response = await _http.PostAsync(_issuer.Issuer + "/device", form, Token);
        response.EnsureSuccessStatusCode();
    }

    private async Task<JsonNode> Post(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _http.PostAsync(_issuer.Issuer + path, form, Token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
    }
}
