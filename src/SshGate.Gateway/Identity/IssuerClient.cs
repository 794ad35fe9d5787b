using System.Net.Http.Headers;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Fetches an issuer's metadata (OpenID Connect Discovery §4) and keys. The answers decide who may log in, so: https
/// only (or
/// http on loopback where allowed), no redirect followed, bounded size and time, and the metadata must name this very
/// issuer.
/// </summary>
internal sealed class IssuerClient(
    IssuerOptions issuer,
    KeyCacheOptions limits,
    bool allowLoopbackHttp,
    HttpMessageInvoker http,
    TimeProvider time)
{
    /// <summary>
    /// Okta's metadata is 3 KB and its key set 2 KB; this leaves room for longer ones and none for abuse.
    /// </summary>
    public const int MaxResponseBytes = 128 * 1024;

    /// <summary>The metadata says where the keys are; that changes with migrations, not with key rotations.</summary>
    private static readonly TimeSpan MetadataLifetime = TimeSpan.FromHours(1);

    /// <summary>An issuer reached by https has keys at an https address too, whatever is allowed to others.</summary>
    private readonly bool _mayUseHttp = allowLoopbackHttp && issuer.Issuer.StartsWith("http:", StringComparison.Ordinal);

    private Uri? _keysAddress;
    private long _metadataAt;

    /// <summary>Not to be called twice at once: <see cref="IssuerKeys"/> keeps one fetch in flight.</summary>
    public async Task<(IssuerKeySet Keys, CacheControlHeaderValue? Caching)> FetchAsync(CancellationToken cancellationToken)
    {
        if (_keysAddress is null || time.GetElapsedTime(_metadataAt) > MetadataLifetime)
        {
            _keysAddress = null;
            _keysAddress = await FetchKeysAddressAsync(cancellationToken);
            _metadataAt = time.GetTimestamp();
        }

        try
        {
            var (body, caching) = await GetAsync(_keysAddress, cancellationToken);
            return (IssuerKeySet.Parse(body), caching);
        }
        catch
        {
            // The keys may have moved: ask the metadata again next time.
            _keysAddress = null;
            throw;
        }
    }

    /// <summary>Handler settings shared by all issuers; the caller disposes it.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 2,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>True for an address this client would ask.</summary>
    public static bool IsAcceptable(Uri address, bool allowLoopbackHttp) =>
        address.IsAbsoluteUri
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps
            || (allowLoopbackHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private async Task<Uri> FetchKeysAddressAsync(CancellationToken cancellationToken)
    {
        var metadata = issuer.MetadataAddress ?? issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        var (body, _) = await GetAsync(new Uri(metadata), cancellationToken);
        using var document = JsonText.ParseObject(body);

        // OpenID Connect Discovery §4.3: otherwise another issuer's keys could be passed off as this one's.
        if (JsonText.String(document.RootElement, "issuer") != issuer.Issuer)
        {
            throw new FormatException("the metadata names another issuer");
        }

        return Uri.TryCreate(JsonText.String(document.RootElement, "jwks_uri"), UriKind.Absolute, out var keys)
            ? keys
            : throw new FormatException("the metadata has no usable jwks_uri");
    }

    private async Task<(byte[] Body, CacheControlHeaderValue? Caching)> GetAsync(
        Uri address,
        CancellationToken cancellationToken)
    {
        if (!IsAcceptable(address, _mayUseHttp))
        {
            throw new FormatException("the address is not https");
        }

        using var deadline = new CancellationTokenSource(limits.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, either.Token);
        if (response.StatusCode != System.Net.HttpStatusCode.OK)
        {
            throw new HttpRequestException($"the issuer answered with status {(int)response.StatusCode}");
        }

        using var stream = await response.Content.ReadAsStreamAsync(either.Token);
        var body = new byte[MaxResponseBytes + 1];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, either.Token);
        return length <= MaxResponseBytes
            ? (body[..length], response.Headers.CacheControl)
            : throw new FormatException($"the answer is longer than {MaxResponseBytes} bytes");
    }
}
