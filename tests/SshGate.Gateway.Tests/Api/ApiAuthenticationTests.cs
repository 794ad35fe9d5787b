using System.Net;
using SshGate.Gateway.Api;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Tests.Identity;

namespace SshGate.Gateway.Tests.Api;

public sealed class ApiAuthenticationTests : IAsyncLifetime
{
    private ApiFixture _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "/api/v1/approvals" },
        { "GET", "/api/v1/approvals/x" },
        { "GET", "/api/v1/approvals/events" },
        { "POST", "/api/v1/approvals/x/approve" },
        { "POST", "/api/v1/approvals/x/reject" },
        { "GET", "/api/v1/sessions" },
        { "GET", "/api/v1/sessions/x" },
        { "POST", "/api/v1/sessions/x/kill" },
        { "GET", "/" },
        { "GET", "/healthz/../api/v1/approvals" },
        { "GET", "/HEALTHZ/api/v1/approvals" },
        { "GET", "/api/v1/nothing" },
    };

    public async ValueTask InitializeAsync() => _api = await ApiFixture.CreateAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nothing_answers_without_a_token(string method, string path)
    {
        using var request = ApiFixture.Request(new HttpMethod(method), path, token: null, method == "POST" ? "{}" : null);
        using var response = await _api.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        Assert.Equal("ok\n", await _api.Http.GetStringAsync("/healthz", Ct));
    }

    [Fact]
    public async Task Tokens_that_do_not_hold_are_refused_and_recorded_without_their_text()
    {
        using var stranger = new TestIssuer(ownKey: true);
        var expired = _api.Approvals.People.Token("alice@example.com", lifetime: TimeSpan.FromHours(-2));
        string[] tokens = ["garbage", expired, stranger.Issue(), _api.Alice[..^4] + "AAAA", _api.Alice + "x"];
        foreach (var token in tokens)
        {
            var (status, body) = await _api.GetAsync("/api/v1/approvals", token);

            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("unauthenticated", body.GetProperty("code").GetString());
            Assert.DoesNotContain(token, body.GetRawText(), StringComparison.Ordinal);
        }

        var entries = await _api.Approvals.Audit.ReadAsync(0, 100, sessionId: null, requestId: null, Ct);
        Assert.Equal(tokens.Length, entries.Count(entry => entry.Type == "api_authentication_refused"));
        Assert.All(entries, entry => Assert.All(
            tokens.Where(token => token.Length > 20),
            token => Assert.DoesNotContain(token[..20], entry.Details, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_stops_working_when_it_ends()
    {
        var token = _api.Approvals.People.Token("eve@example.com", clientId: "cli", lifetime: TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/approvals", token)).Status);

        _api.Approvals.Clock.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(HttpStatusCode.Unauthorized, (await _api.GetAsync("/api/v1/approvals", token)).Status);
    }

    [Theory]
    [InlineData("Basic YWxpY2U6eA==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("bearer  ")]
    [InlineData("TOKEN")]
    public async Task Other_schemes_are_refused(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/approvals");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await _api.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Two_tokens_in_one_call_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/approvals");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + _api.Agent, "Bearer " + _api.Alice]);
        using var response = await _api.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_address_is_not_looked_at()
    {
        var (status, _) = await _api.GetAsync("/api/v1/approvals?access_token=" + _api.Alice, token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Fact]
    public async Task Whoever_fails_too_often_waits_and_those_who_are_known_do_not()
    {
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/approvals", _api.Alice)).Status);
        for (var attempt = 0; attempt < ApiLimits.MaxFailures; attempt++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await _api.GetAsync("/api/v1/approvals", $"x{attempt}")).Status);
        }

        using (var request = ApiFixture.Request(HttpMethod.Get, "/api/v1/approvals", "one more"))
        using (var response = await _api.Http.SendAsync(request, Ct))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await _api.GetAsync("/api/v1/approvals", _api.Auditor)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/approvals", _api.Alice)).Status);
        _api.Approvals.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/approvals", _api.Auditor)).Status);
        var refused = (await _api.Approvals.Audit.ReadAsync(0, 1000, sessionId: null, requestId: null, Ct))
            .Count(entry => entry.Type == AuditEventTypeNames.NameOf(AuditEventType.ApiAuthenticationRefused));
        Assert.Equal(ApiLimits.MaxFailures, refused);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task Plain_HTTP_is_offered_on_loopback_only(string address)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => ApiServer.StartAsync(
            new IPEndPoint(IPAddress.Parse(address), 0),
            new ApiServices
            {
                Tokens = _api.Approvals.People.Verifier,
                Approvals = _api.Approvals.Queue,
                Sessions = _api.Sessions,
                Audit = _api.Approvals.Audit,
                Clock = _api.Approvals.Clock,
                Loggers = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            },
            Ct));

        Assert.Contains("loopback", refusal.Message, StringComparison.Ordinal);
    }
}
