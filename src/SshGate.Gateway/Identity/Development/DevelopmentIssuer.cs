using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SshGate.Gateway.Identity.Development;

/// <summary>
/// An OIDC issuer for trying things out and for tests: it believes everyone, so it listens on loopback only, and its
/// keys live
/// no longer than the process. Its tokens look like those of an Okta custom authorization server.
/// </summary>
public sealed class DevelopmentIssuer : IAsyncDisposable
{
    /// <summary>Where the issuer lives on its host, as with Okta's default custom authorization server.</summary>
    internal const string BasePath = "/oauth2/default";

    /// <summary>Its requests are short forms.</summary>
    private const int MaxRequestBytes = 64 * 1024;

    private readonly DevelopmentIssuerOptions _options;
    private readonly DevelopmentTokens _tokens;
    private readonly WebApplication _server;

    private DevelopmentIssuer(DevelopmentIssuerOptions options, TimeProvider time)
    {
        _options = options;
        _tokens = new DevelopmentTokens(options, time);
        Issuer = new Uri("http://127.0.0.1/");
        _server = Build(new DevelopmentEndpoints(
            options,
            _tokens,
            new DeviceGrants(time, options.DeviceInterval),
            () => Issuer.AbsoluteUri));
    }

    /// <summary>The issuer's name and address.</summary>
    public Uri Issuer { get; private set; }

    /// <summary>Starts an issuer with fresh keys.</summary>
    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    public static async Task<DevelopmentIssuer> StartAsync(
        DevelopmentIssuerOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(options.Address))
        {
            throw new ArgumentException(
                $"the development issuer believes everyone and listens on loopback only, not on {options.Address}",
                nameof(options));
        }

        var issuer = new DevelopmentIssuer(options, time);
        try
        {
            await issuer._server.StartAsync(cancellationToken);
            issuer.Issuer = new Uri(issuer._server.Urls.Single().TrimEnd('/') + BasePath);
            return issuer;
        }
        catch
        {
            await issuer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs a token for a known person or client.</summary>
    /// <exception cref="ArgumentException">Nobody has this name.</exception>
    public string IssueToken(DevelopmentTokenRequest request) =>
        _tokens.Issue(Issuer.AbsoluteUri, request)
        ?? throw new ArgumentException($"the development issuer knows nobody named '{request.Name}'", nameof(request));

    /// <summary>Signs with a new key from now on; the key before stays published until the next rotation.</summary>
    public void RotateKey() => _tokens.Rotate();

    /// <summary>Options with which a gate accepts this issuer's tokens and gives its people their roles.</summary>
    public IdentityOptions GateOptions() => new()
    {
        AllowLoopbackHttp = true,
        Issuers = [new IssuerOptions { Issuer = Issuer.AbsoluteUri, Audiences = [_options.Audience] }],
        Roles = DevelopmentIssuerOptions.Roles,
    };

    /// <summary>Stops listening and forgets the keys.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _tokens.Dispose();
    }

    private WebApplication Build(DevelopmentEndpoints endpoints)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Listen(_options.Address, _options.Port);
        });
        var server = builder.Build();
        server.Use(RefuseForeignPages);
        server.UseRouting();
        endpoints.Map(server);
        return server;
    }

    /// <summary>
    /// A web page on some other site must not be able to use this issuer through the browser of the one who runs it:
    /// neither
    /// by a name that resolves to loopback (the Host header tells), nor by sending a form across (the Origin header
    /// tells).
    /// </summary>
    private static Task RefuseForeignPages(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var isLoopback = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        var origin = context.Request.Headers.Origin.ToString();
        if (isLoopback && (origin.Length == 0 || origin == $"http://{context.Request.Host}"))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
