using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SshGate.Gateway.Api;
using SshGate.Ssh;

namespace SshGate.Cli.Api;

/// <summary>Calls a gate's API and turns every failure into words and an exit code.</summary>
internal sealed class ApiClient : IDisposable
{
    // A request shown in full is at most a few times its 256 KiB; more is no gate's answer.
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private const string ApprovalData = "data: ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    public ApiClient(Uri address, SecretBytes token)
    {
        _handler = CreateHandler(address);
        _http = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        try
        {
            _http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", Encoding.ASCII.GetString(token.Span));
        }
        catch (FormatException)
        {
            Dispose();
            throw new CliException(ExitCodes.BadInput, "what was given as token is none", "obtain one with: sshgate login");
        }
    }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        CallAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancellationToken);

    public Task<T> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        CallAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, bodyType) },
            type,
            cancellationToken);

    /// <summary>The events of one stream, until the gate ends it.</summary>
    public async IAsyncEnumerable<ApprovalSummary> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/approvals/events");
        using var response = await SendAsync(request, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(reader, cancellationToken) is { } line)
        {
            if (line.StartsWith(ApprovalData, StringComparison.Ordinal) && line != "data: {}")
            {
                yield return Read(line[ApprovalData.Length..], ApiJson.Default.ApprovalSummary);
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    // The token is for this gate: it follows no redirect, and no proxy stands before the own machine.
    private static SocketsHttpHandler CreateHandler(Uri address) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !address.IsLoopback,
    };

    private async Task<T> CallAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await SendAsync(request, cancellationToken);
            return Read(await ReadBodyAsync(response, cancellationToken), type);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Refusal(response.StatusCode, await ReadBodyAsync(response, deadline.Token));
            }
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(failure.Message, failure);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {Patience.TotalSeconds:0} seconds", late);
        }
    }

    private async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Unreachable(failure.Message, failure);
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Unreachable(failure.Message, failure);
        }
    }

    private static T Read<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new CliException(
                ExitCodes.Failed, "the answer is not that of a gate of this version", "check --api and SSHGATE_API", failure);
        }
    }

    private static CliException Refusal(HttpStatusCode status, string body)
    {
        ApiProblem? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize(body, ApiJson.Default.ApiProblem);
        }
        catch (JsonException)
        {
            // Not a gate, or something in between; the status has to do.
        }

        var message = problem is null ? $"the answer is HTTP status {(int)status}" : SafeText.Safe(problem.Detail);
        return status switch
        {
            HttpStatusCode.Unauthorized => new(ExitCodes.Denied, message, "obtain a new token with: sshgate login"),
            HttpStatusCode.Forbidden => new(ExitCodes.Denied, message),
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => new(ExitCodes.No, message),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(ExitCodes.Unavailable, message),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new(ExitCodes.BadInput, message),
            _ => new(ExitCodes.Failed, message),
        };
    }

    private CliException Unreachable(string why, Exception inner) => new(
        ExitCodes.Unavailable,
        $"the gate's API at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached: {SafeText.Safe(why)}",
        "is the gate running? its address is given with --api or SSHGATE_API",
        inner);
}
