using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SshGate.Gateway.Identity;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary>
/// The client side of OAuth: finds an issuer's endpoints and asks for tokens. Secrets go to https addresses, or to http
/// on
/// loopback; redirects are not followed.
/// </summary>
internal sealed class OAuthClient : IDisposable
{
    private const int MaxResponseBytes = 256 * 1024;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
    })
    {
        Timeout = RequestTimeout,
        MaxResponseContentBufferSize = MaxResponseBytes,
    };

    private readonly Uri _issuer;

    public OAuthClient(string issuer)
    {
        _issuer = Address(issuer, "the issuer");
    }

    public bool IsLoopback => _issuer.IsLoopback;

    public async Task<TokenResponse> ClientCredentialsAsync(
        string clientId,
        string clientSecret,
        string? scope,
        CancellationToken cancellationToken)
    {
        var endpoint = await FindAsync("token_endpoint", cancellationToken);

        // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
        var credentials = Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}");
        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        var fields = Fields(("grant_type", "client_credentials"), ("scope", scope));
        using var answer = await PostAsync(endpoint, basic, fields, cancellationToken);
        return ReadToken(answer.RootElement) ?? throw Refused(answer.RootElement);
    }

    public async Task<DeviceAuthorization> AuthorizeDeviceAsync(string clientId, string? scope, CancellationToken cancellationToken)
    {
        var endpoint = await FindAsync("device_authorization_endpoint", cancellationToken);
        using var answer = await PostAsync(endpoint, null, Fields(("client_id", clientId), ("scope", scope)), cancellationToken);
        var root = answer.RootElement;
        return Text(root, "device_code") is { } deviceCode
            && Text(root, "user_code") is { } userCode
            && Text(root, "verification_uri") is { } address
            ? new DeviceAuthorization
            {
                DeviceCode = deviceCode,
                UserCode = userCode,
                VerificationUri = address,
                VerificationUriComplete = Text(root, "verification_uri_complete"),
                ExpiresIn = TimeSpan.FromSeconds(Number(root, "expires_in") ?? 600),
                Interval = TimeSpan.FromSeconds(Number(root, "interval") ?? 5),
            }
            : throw Refused(root);
    }

    /// <summary>One poll (RFC 8628 §3.4): the token, or the error word.</summary>
    public async Task<(TokenResponse? Token, string? Error)> RedeemDeviceAsync(
        string clientId,
        string deviceCode,
        CancellationToken cancellationToken)
    {
        var endpoint = await FindAsync("token_endpoint", cancellationToken);
        var fields = Fields(
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", deviceCode),
            ("client_id", clientId));
        using var answer = await PostAsync(endpoint, null, fields, cancellationToken);
        return ReadToken(answer.RootElement) is { } token ? (token, null) : (null, Text(answer.RootElement, "error") ?? "");
    }

    /// <summary>The development issuer's own endpoint: a token for anyone by name.</summary>
    public async Task<TokenResponse> DevelopmentTokenAsync(
        IReadOnlyList<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken)
    {
        var endpoint = new Uri(_issuer.AbsoluteUri.TrimEnd('/') + "/dev/token");
        using var answer = await PostAsync(endpoint, null, fields, cancellationToken);
        return ReadToken(answer.RootElement) ?? throw Refused(answer.RootElement);
    }

    public void Dispose() => _http.Dispose();

    public static IReadOnlyList<KeyValuePair<string, string>> Fields(params (string Name, string? Value)[] fields) =>
        [.. fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))];

    private async Task<Uri> FindAsync(string name, CancellationToken cancellationToken)
    {
        var metadata = new Uri(_issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        using var request = new HttpRequestMessage(HttpMethod.Get, metadata);
        using var document = await SendAsync(request, cancellationToken);
        return Text(document.RootElement, name) is { } address
            ? Address(address, name)
            : throw new CliException(
                ExitCodes.Unavailable,
                $"the issuer {_issuer} publishes no {name}",
                "check the address; for Okta it is https://{domain}/oauth2/{authorization server}");
    }

    private async Task<JsonDocument> PostAsync(
        Uri address,
        AuthenticationHeaderValue? credentials,
        IReadOnlyList<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Authorization = credentials;
        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonDocument> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new JsonException("no object");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = failure is HttpRequestException ? failure.Message
                : failure is JsonException ? "its answer is not a JSON object"
                : $"no answer within {RequestTimeout.TotalSeconds} s";
            throw new CliException(
                ExitCodes.Unavailable,
                $"the issuer at {request.RequestUri} cannot be used: {Printable.Escape(reason)}",
                "check the address and that the issuer is running",
                failure);
        }
    }

    private static TokenResponse? ReadToken(JsonElement answer) =>
        Text(answer, "access_token") is { Length: > 0 } token
            ? new TokenResponse(token, Number(answer, "expires_in") is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
            : null;

    /// <summary>RFC 6749 §5.2; the words are the issuer's, so they are escaped.</summary>
    private static CliException Refused(JsonElement answer) => new(
        ExitCodes.Denied,
        $"the issuer refused: {Printable.Escape(Text(answer, "error") ?? "no reason given")}"
        + (Text(answer, "error_description") is { } words ? $" ({Printable.Escape(words)})" : ""),
        Text(answer, "error") == "unknown_name"
            ? "the development issuer prints the names it knows when it starts"
            : "check the client id, its secret and the scopes it may ask for");

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static Uri Address(string text, string what) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new CliException(
                ExitCodes.Usage,
                $"{what} has an address that is not https: {Printable.Escape(text)}",
                "http is accepted on loopback only, for the development issuer");
}
