using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>R3: the issuer's keys under rotation, floods, outages and hostile answers.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private static readonly KeyCacheOptions Cache = new();

    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task Fetches_once_for_many_tokens()
    {
        await using var verifier = _issuer.Verifier();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Verified(verifier, _issuer.Issue())));

        Assert.Equal((1, 1), (_issuer.MetadataFetches, _issuer.KeyFetches));
    }

    [Fact]
    public async Task Asks_nothing_for_a_token_that_could_not_be_good()
    {
        await using var verifier = _issuer.Verifier();
        await Refused(verifier, _issuer.Issue(claims => claims["aud"] = "api://other"), TokenRefusal.AudienceWrong);

        Assert.Equal(0, _issuer.MetadataFetches);
    }

    [Fact]
    public async Task A_flood_of_unknown_key_ids_causes_at_most_one_fetch_per_interval()
    {
        await using var verifier = _issuer.Verifier();
        await Verified(verifier, _issuer.Issue());
        for (var round = 0; round < 2; round++)
        {
            var before = _issuer.KeyFetches;
            await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Refused(
                verifier,
                _issuer.Issue(header: header => header["kid"] = $"made-up-{round}-{number}"),
                TokenRefusal.KeyUnknown)));
            Assert.InRange(_issuer.KeyFetches - before, 0, 1);
            _issuer.Clock.Advance(Cache.UnknownKeyInterval);
        }
    }

    [Fact]
    public async Task A_rotated_key_is_accepted_after_one_fetch_and_the_old_one_no_longer()
    {
        await using var verifier = _issuer.Verifier();
        var old = _issuer.Issue();
        await Verified(verifier, old);
        _issuer.Rotate();
        _issuer.Clock.Advance(Cache.UnknownKeyInterval);
        await Verified(verifier, _issuer.Issue());

        Assert.Equal(2, _issuer.KeyFetches);
        await Refused(verifier, old, TokenRefusal.KeyUnknown);
    }

    [Fact]
    public async Task A_withdrawn_key_stops_working_when_the_keys_are_no_longer_fresh()
    {
        await using var verifier = _issuer.Verifier();
        var old = _issuer.Issue();
        await Verified(verifier, old);
        _issuer.Rotate();
        _issuer.Clock.Advance(Cache.FreshDefault + TimeSpan.FromSeconds(1));

        await Refused(verifier, old, TokenRefusal.KeyUnknown);
    }

    [Theory]
    [InlineData("max-age=1", 61)]
    [InlineData("no-cache", 61)]
    [InlineData("no-store, max-age=3000", 61)]
    [InlineData("max-age=300", 301)]
    [InlineData("max-age=99999999", 3601)]
    public async Task Cache_control_is_honoured_within_bounds(string header, int refetchAfterSeconds)
    {
        _issuer.KeysCacheControl = header;
        await using var verifier = _issuer.Verifier();
        var token = _issuer.Issue(LongLived);
        await Verified(verifier, token);
        _issuer.Clock.Advance(TimeSpan.FromSeconds(refetchAfterSeconds - 2));
        await Verified(verifier, token);
        Assert.Equal(1, _issuer.KeyFetches);

        _issuer.Clock.Advance(TimeSpan.FromSeconds(2));
        await Verified(verifier, token);
        Assert.Equal(2, _issuer.KeyFetches);
    }

    [Fact]
    public async Task Known_keys_go_on_for_a_day_while_the_issuer_is_down()
    {
        await using var verifier = _issuer.Verifier();
        var token = _issuer.Issue(LongLived);
        await Verified(verifier, token);
        GoDown();
        _issuer.Clock.Advance(TimeSpan.FromHours(23));
        await Verified(verifier, token);
        await Refused(verifier, _issuer.Issue(LongLived, header => header["kid"] = "new"), TokenRefusal.Unavailable);

        _issuer.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await Refused(verifier, token, TokenRefusal.Unavailable);

        _issuer.Intercept = null;
        _issuer.Clock.Advance(Cache.RetryInterval);
        await Verified(verifier, token);
    }

    [Fact]
    public async Task A_cold_start_with_the_issuer_down_says_unavailable_and_recovers()
    {
        GoDown();
        await using var verifier = _issuer.Verifier();
        var token = _issuer.Issue();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await Refused(verifier, token, TokenRefusal.Unavailable);
        }

        Assert.Equal(1, _issuer.MetadataFetches);
        _issuer.Intercept = null;
        await Refused(verifier, token, TokenRefusal.Unavailable);

        _issuer.Clock.Advance(Cache.RetryInterval);
        await Verified(verifier, token);
    }

    [Fact]
    public async Task An_issuer_that_never_answers_is_given_up_at_the_deadline()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _issuer.Intercept = async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        await using var verifier = _issuer.Verifier();
        var verdict = TestIssuer.VerifyAsync(verifier, _issuer.Issue());
        await asked.Task;
        Assert.False(verdict.IsCompleted);
        _issuer.Clock.Advance(Cache.RequestTimeout);

        Assert.Equal(TokenRefusal.Unavailable, Assert.IsType<TokenVerdict.Refused>(await verdict).Reason);
    }

    [Fact]
    public async Task Closing_the_verifier_ends_a_fetch_in_flight()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _issuer.Intercept = async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        var verifier = _issuer.Verifier();
        var verdict = TestIssuer.VerifyAsync(verifier, _issuer.Issue());
        await asked.Task;
        await verifier.DisposeAsync();

        Assert.Equal(TokenRefusal.Unavailable, Assert.IsType<TokenVerdict.Refused>(await verdict).Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.NoContent)]
    public async Task Any_status_but_200_is_no_answer(HttpStatusCode status)
    {
        Answer(() => new HttpResponseMessage(status)
        {
            Headers = { Location = new Uri("https://evil.example.com/keys") },
            Content = new StringContent(_issuer.KeySet().ToJsonString()),
        });

        await _issuer.RefusedAsync(_issuer.Issue(), TokenRefusal.Unavailable);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_on_the_wire()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        var followed = 0;
        server.Run(context =>
        {
            followed += context.Request.Path == "/elsewhere" ? 1 : 0;
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        var name = server.Urls.Single();
        var options = TestIssuer.Options with
        {
            AllowLoopbackHttp = true,
            Issuers = [new IssuerOptions { Issuer = name, Audiences = [TestIssuer.Audience] }],
        };
        await using var verifier = new TokenVerifier(options, _issuer.Clock, NullLoggerFactory.Instance);

        await Refused(verifier, _issuer.Issue(claims => claims["iss"] = name), TokenRefusal.Unavailable);
        Assert.Equal(0, followed);
    }

    [Fact]
    public async Task An_oversize_answer_is_refused()
    {
        Answer(() => TestIssuer.Json(_issuer.KeySet().ToJsonString() + new string(' ', IssuerClient.MaxResponseBytes)));

        await _issuer.RefusedAsync(_issuer.Issue(), TokenRefusal.Unavailable);
    }

    [Theory]
    [InlineData("{\"issuer\":\"https://evil.example.com\",\"jwks_uri\":\"https://id.example.com/oauth2/default/v1/keys\"}")]
    [InlineData("{\"jwks_uri\":\"https://id.example.com/oauth2/default/v1/keys\"}")]
    [InlineData("{\"issuer\":\"https://id.example.com/oauth2/default\"}")]
    [InlineData("{\"issuer\":\"https://id.example.com/oauth2/default\",\"jwks_uri\":\"http://id.example.com/keys\"}")]
    [InlineData("{\"issuer\":\"https://id.example.com/oauth2/default\",\"jwks_uri\":\"file:///etc/passwd\"}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Metadata_that_does_not_hold_is_refused(string metadata)
    {
        _issuer.Intercept = (request, _) => Task.FromResult<HttpResponseMessage?>(
            request.RequestUri!.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal)
                ? TestIssuer.Json(metadata)
                : null);

        await _issuer.RefusedAsync(_issuer.Issue(), TokenRefusal.Unavailable);
        Assert.Equal(0, _issuer.KeyFetches);
    }

    [Fact]
    public async Task An_https_issuer_cannot_move_its_keys_to_http_on_loopback()
    {
        var metadata = TestIssuer.Metadata().Replace(TestIssuer.Name + "/v1", "http://127.0.0.1:1", StringComparison.Ordinal);
        _issuer.Intercept = (request, _) => Task.FromResult<HttpResponseMessage?>(
            request.RequestUri!.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal)
                ? TestIssuer.Json(metadata)
                : null);

        await _issuer.RefusedAsync(_issuer.Issue(), TokenRefusal.Unavailable, TestIssuer.Options with { AllowLoopbackHttp = true });
        Assert.Equal(0, _issuer.KeyFetches);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8089/keys", false)]
    [InlineData("http://[::1]:8089/keys", false)]
    [InlineData("http://localhost:8089/keys", false)]
    [InlineData("https://id.example.com/keys", true)]
    public void A_proxy_is_not_asked_for_this_machine(string address, bool asked)
    {
        var bypass = new LoopbackBypass(new WebProxy("http://proxy.example.com:3128"));

        Assert.Equal(asked, bypass.GetProxy(new Uri(address)) is not null);
        Assert.Equal(!asked, bypass.IsBypassed(new Uri(address)));
    }

    [Fact]
    public async Task Keys_that_cannot_verify_are_left_out()
    {
        using var small = System.Security.Cryptography.RSA.Create(1024);
        var weak = _issuer.KeySet();
        weak["keys"]![0]!["n"] = System.Buffers.Text.Base64Url.EncodeToString(small.ExportParameters(false).Modulus);
        await Refuse(weak, "RS256", TokenRefusal.KeyUnknown);

        var encryption = _issuer.KeySet();
        encryption["keys"]![0]!["use"] = "enc";
        await Refuse(encryption, "RS256", TokenRefusal.KeyUnknown);

        var otherAlgorithm = _issuer.KeySet();
        otherAlgorithm["keys"]![0]!["alg"] = "RS512";
        await Refuse(otherAlgorithm, "RS256", TokenRefusal.KeyUnknown);

        var offCurve = _issuer.KeySet();
        offCurve["keys"]![1]!["x"] = offCurve["keys"]![1]!["y"]!.GetValue<string>();
        await Refuse(offCurve, "ES256", TokenRefusal.KeyUnknown);

        var twice = _issuer.KeySet();
        twice["keys"]!.AsArray().Add(twice["keys"]![0]!.DeepClone());
        await Refuse(twice, "RS256", TokenRefusal.Unavailable);

        await Refuse(new JsonObject { ["keys"] = new JsonArray() }, "RS256", TokenRefusal.Unavailable);
        await Refuse(new JsonObject { ["keys"] = new JsonArray(1, "x", new JsonObject()) }, "RS256", TokenRefusal.Unavailable);
    }

    private static void LongLived(JsonObject claims) => claims["exp"] = claims["iat"]!.GetValue<long>() + 200_000;

    private static async Task Verified(TokenVerifier verifier, string token) =>
        Assert.IsType<TokenVerdict.Verified>(await TestIssuer.VerifyAsync(verifier, token));

    private static async Task Refused(TokenVerifier verifier, string token, TokenRefusal reason) =>
        Assert.Equal(reason, Assert.IsType<TokenVerdict.Refused>(await TestIssuer.VerifyAsync(verifier, token)).Reason);

    private async Task Refuse(JsonObject keys, string algorithm, TokenRefusal reason)
    {
        Answer(() => TestIssuer.Json(keys.ToJsonString()));
        await _issuer.RefusedAsync(_issuer.Issue(algorithm: algorithm), reason);
    }

    private void GoDown() => _issuer.Intercept = (_, _) => throw new HttpRequestException("connection refused");

    /// <summary>Replaces the answer to requests for keys.</summary>
    private void Answer(Func<HttpResponseMessage> answer) => _issuer.Intercept = (request, _) =>
        Task.FromResult<HttpResponseMessage?>(
            request.RequestUri!.AbsolutePath.EndsWith("/keys", StringComparison.Ordinal) ? answer() : null);
}
