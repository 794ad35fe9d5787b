using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Api;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Tests.Approvals;

namespace SshGate.Gateway.Tests.Api;

/// <summary>The real API server on a free port, over a real queue.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private ApiFixture(ApprovalsFixture approvals) => Approvals = approvals;

    public ApprovalsFixture Approvals { get; }

    public FakeSessions Sessions { get; } = new();

    public ApiServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Agent { get; private set; } = null!;

    public string Alice { get; private set; } = null!;

    public string Auditor { get; private set; } = null!;

    public string Operator { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ApiFixture> CreateAsync()
    {
        var fixture = new ApiFixture(await ApprovalsFixture.CreateAsync());
        var people = fixture.Approvals.People;
        fixture.Agent = people.Token("agent-1");
        fixture.Alice = people.ApproverToken("alice@example.com");
        fixture.Auditor = people.Token("eve@example.com", [Role.Auditor], "cli");
        fixture.Operator = people.Token("olga@example.com", [Role.Operator], "cli");
        fixture.Server = await ApiServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            new ApiServices
            {
                Tokens = people.Verifier,
                Approvals = fixture.Approvals.Queue,
                Sessions = fixture.Sessions,
                Audit = fixture.Approvals.Audit,
                Clock = fixture.Approvals.Clock,
                Loggers = NullLoggerFactory.Instance,
            },
            Ct);
        fixture.Http = new HttpClient { BaseAddress = fixture.Server.Address, Timeout = TimeSpan.FromSeconds(30) };
        return fixture;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, string? token, string? json = null)
    {
        using var request = Request(method, path, token, json);
        using var response = await Http.SendAsync(request, Ct);
        return (response.StatusCode, await ReadAsync(response));
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, string? token) =>
        SendAsync(HttpMethod.Get, path, token);

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string? token, object body) =>
        SendAsync(HttpMethod.Post, path, token, JsonSerializer.Serialize(body));

    public static HttpRequestMessage Request(HttpMethod method, string path, string? token, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return request;
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        return text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : default;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await Approvals.DisposeAsync();
    }
}
