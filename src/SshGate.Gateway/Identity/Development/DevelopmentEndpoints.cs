using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SshGate.Gateway.Identity.Development;

/// <summary>
/// The addresses of the development issuer, laid out like those of an Okta custom authorization server.
/// </summary>
internal sealed class DevelopmentEndpoints(
    DevelopmentIssuerOptions options,
    DevelopmentTokens tokens,
    DeviceGrants devices,
    Func<string> issuer)
{
    /// <summary>RFC 8628 §3.4.</summary>
    private const string DeviceGrantType = "urn:ietf:params:oauth:grant-type:device_code";

    public void Map(IEndpointRouteBuilder routes)
    {
        var server = routes.MapGroup(DevelopmentIssuer.BasePath);
        server.MapGet("/.well-known/openid-configuration", context => Json(context, Metadata()));
        server.MapGet("/.well-known/oauth-authorization-server", context => Json(context, Metadata()));
        server.MapGet("/v1/keys", context => Json(context, tokens.KeySet()));
        server.MapPost("/v1/token", TokenAsync);
        server.MapPost("/v1/device/authorize", AuthorizeDeviceAsync);
        server.MapGet("/device", ShowDevicePageAsync);
        server.MapPost("/device", DecideDeviceAsync);
        server.MapPost("/dev/token", DevelopmentTokenAsync);
        server.MapPost("/dev/rotate", context =>
        {
            tokens.Rotate();
            return Json(context, []);
        });
    }

    private JsonObject Metadata() => new()
    {
        ["issuer"] = issuer(),
        ["jwks_uri"] = issuer() + "/v1/keys",
        ["token_endpoint"] = issuer() + "/v1/token",
        ["device_authorization_endpoint"] = issuer() + "/v1/device/authorize",
        ["grant_types_supported"] = new JsonArray("client_credentials", DeviceGrantType),
        ["scopes_supported"] = new JsonArray("sshgate"),
    };

    private async Task TokenAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        switch (form["grant_type"].ToString())
        {
            case "client_credentials":
                var (id, secret) = Credentials(context, form);
                var client = options.Clients.FirstOrDefault(known => known.Id == id && known.Secret == secret);
                await (client is null
                    ? Error(context, "invalid_client", StatusCodes.Status401Unauthorized)
                    : Issue(context, new DevelopmentTokenRequest { Name = client.Id, Scopes = Allowed(client, form) }));
                break;
            case DeviceGrantType:
                var (user, error) = devices.Redeem(form["device_code"].ToString());
                await (user is null ? Error(context, error!) : Issue(context, new DevelopmentTokenRequest { Name = user }));
                break;
            default:
                await Error(context, "unsupported_grant_type");
                break;
        }
    }

    private Task AuthorizeDeviceAsync(HttpContext context)
    {
        if (devices.Start() is not { } grant)
        {
            return Error(context, "temporarily_unavailable", StatusCodes.Status429TooManyRequests);
        }

        var page = issuer() + "/device";
        return Json(context, new JsonObject
        {
            ["device_code"] = grant.DeviceCode,
            ["user_code"] = grant.UserCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?user_code={grant.UserCode}",
            ["expires_in"] = (int)DeviceGrants.Lifetime.TotalSeconds,
            ["interval"] = (int)options.DeviceInterval.TotalSeconds,
        });
    }

    private Task ShowDevicePageAsync(HttpContext context) =>
        Html(context, DevicePage.Form(context.Request.Query["user_code"].ToString(), options.Users));

    private async Task DecideDeviceAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        var user = options.Users.FirstOrDefault(known => known.Name == form["user"].ToString());
        var deny = form["action"] == "deny";
        var done = (deny || user is not null) && devices.Decide(form["user_code"].ToString(), deny ? null : user!.Name);
        if (!done)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        await Html(context, DevicePage.Message(
            !done ? "There is no open request with this code and person." : deny ? "Denied." : "Approved; go back to your terminal."));
    }

    private async Task DevelopmentTokenAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        await Issue(context, new DevelopmentTokenRequest
        {
            Name = form["as"].ToString(),
            Lifetime = Number(form, "lifetime") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Groups = form.ContainsKey("groups") ? Words(form["groups"].ToString()) : null,
            Scopes = form.ContainsKey("scope") ? Words(form["scope"].ToString()) : null,
            Actor = form.TryGetValue("act", out var actor) ? actor.ToString() : null,
            MinimumBytes = Number(form, "pad") ?? 0,
        });
    }

    private Task Issue(HttpContext context, DevelopmentTokenRequest request)
    {
        if (tokens.Issue(issuer(), request) is not { } token)
        {
            return Error(context, "unknown_name");
        }

        var lifetime = request.Lifetime ?? options.TokenLifetime;
        return Json(context, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = token,
            ["expires_in"] = (int)lifetime.TotalSeconds,
        });
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context) =>
        context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;

    /// <summary>RFC 6749 §2.3.1: HTTP Basic, or both values in the body.</summary>
    private static (string Id, string Secret) Credentials(HttpContext context, IFormCollection form)
    {
        const string Basic = "Basic ";
        var header = context.Request.Headers.Authorization.ToString();
        var decoded = new byte[header.Length];
        return header.StartsWith(Basic, StringComparison.Ordinal)
            && Convert.TryFromBase64String(header[Basic.Length..], decoded, out var length)
            && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [var id, var secret]
                ? (Uri.UnescapeDataString(id), Uri.UnescapeDataString(secret))
                : (form["client_id"].ToString(), form["client_secret"].ToString());
    }

    private static IReadOnlyList<string>? Allowed(DevelopmentClient client, IFormCollection form) =>
        form["scope"].ToString() is { Length: > 0 } asked ? [.. Words(asked).Intersect(client.Scopes)] : null;

    private static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static int? Number(IFormCollection form, string name) =>
        int.TryParse(form[name].ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Task Error(HttpContext context, string word, int status = StatusCodes.Status400BadRequest)
    {
        context.Response.StatusCode = status;
        return Json(context, new JsonObject { ["error"] = word });
    }

    private static Task Json(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static Task Html(HttpContext context, string page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
        return context.Response.WriteAsync(page, context.RequestAborted);
    }
}
