using System.Net;
using System.Text.Json;
using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Tests.Api;

public sealed class ApprovalEventStreamTests : IAsyncLifetime
{
    private ApiFixture _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiFixture.CreateAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_is_pending_comes_first_and_then_every_change()
    {
        var before = await _api.Approvals.SubmitAsync("rm before");
        using var stream = await OpenAsync(_api.Alice);

        Assert.Equal((before.Id, "Pending"), await NextAsync(stream));
        await ListeningAsync(stream);
        var after = await _api.Approvals.SubmitAsync("rm after");
        Assert.Equal((after.Id, "Pending"), await NextAsync(stream));
        await _api.Approvals.DecideAsync(after, _api.Approvals.Alice, ApprovalVerb.Reject, "no");
        Assert.Equal((after.Id, "Rejected"), await NextAsync(stream));
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_lives()
    {
        using var stream = await OpenAsync(_api.Auditor);
        await ListeningAsync(stream);

        var next = stream.ReadLineAsync(Ct).AsTask();
        while (!next.IsCompleted)
        {
            _api.Approvals.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(5), Ct));
        }

        Assert.Equal(": still here", await next);
    }

    [Fact]
    public async Task The_stream_ends_with_the_token()
    {
        var token = _api.Approvals.People.Token(
            "eve@example.com", [Gateway.Identity.Role.Auditor], "cli", lifetime: TimeSpan.FromMinutes(2));
        using var stream = await OpenAsync(token);
        await ListeningAsync(stream);

        _api.Approvals.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await LastLineAsync(stream));
    }

    [Fact]
    public async Task The_stream_ends_when_the_gate_stops()
    {
        using var stream = await OpenAsync(_api.Auditor);
        await ListeningAsync(stream);

        await _api.Server.DisposeAsync();

        Assert.Null(await LastLineAsync(stream));
    }

    [Fact]
    public async Task There_is_an_end_to_how_many_listen()
    {
        var streams = new List<StreamReader>();
        for (var count = 0; count < Gateway.Api.ApiLimits.MaxEventStreams; count++)
        {
            var stream = await OpenAsync(_api.Auditor);
            await ListeningAsync(stream);
            streams.Add(stream);
        }

        Assert.Equal(
            HttpStatusCode.TooManyRequests, (await _api.GetAsync("/api/v1/approvals/events", _api.Auditor)).Status);
        streams.ForEach(stream => stream.Dispose());
    }

    private async Task<StreamReader> OpenAsync(string token)
    {
        using var request = ApiFixture.Request(HttpMethod.Get, "/api/v1/approvals/events", token);
        var response = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
    }

    private static async Task ListeningAsync(StreamReader stream)
    {
        Assert.Equal(": listening", await stream.ReadLineAsync(Ct));
        Assert.Equal("", await stream.ReadLineAsync(Ct));
    }

    private static async Task<string?> LastLineAsync(StreamReader stream)
    {
        try
        {
            return await stream.ReadLineAsync(Ct);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<(string Id, string State)> NextAsync(StreamReader stream)
    {
        Assert.Equal("event: approval", await stream.ReadLineAsync(Ct));
        var data = await stream.ReadLineAsync(Ct);
        Assert.Equal("", await stream.ReadLineAsync(Ct));
        using var json = JsonDocument.Parse(data!["data: ".Length..]);
        return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("state").GetString()!);
    }
}
