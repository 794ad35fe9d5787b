using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Ssh;

namespace SshGate.Gateway.Api;

/// <summary>Verifies the bearer token (RFC 6750) of every call; no call goes on without an identity, and none is remembered.</summary>
internal sealed class ApiAuthentication
{
    private const string Scheme = "Bearer ";

    private readonly ApiServices _services;
    private readonly FailedSignIns _failures;

    public ApiAuthentication(ApiServices services)
    {
        _services = services;
        _failures = new FailedSignIns(services.Clock);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (await AuthenticateAsync(context) is { } identity)
        {
            context.SetIdentity(identity);
            await next(context);
        }
    }

    private async Task<VerifiedIdentity?> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count != 1 || headers[0] is not { } header
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            await ChallengeAsync(context, ApiProblems.Unauthenticated("send one access token: Authorization: Bearer TOKEN"));
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim());
        using var token = new SecretBytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(token.Span));
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!_failures.MayTry(address, hash, out var wait))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await context.RefuseAsync(ApiProblems.Busy("too many tokens of this address were refused; wait a minute"));
            return null;
        }

        switch (await _services.Tokens.VerifyAsync(token, context.RequestAborted))
        {
            case TokenVerdict.Verified(var identity):
                _failures.Succeeded(hash);
                return identity;
            case TokenVerdict.Refused(var reason, var message):
                _failures.Failed(address);
                await _services.Audit.AppendAsync(
                    new AuditEvent
                    {
                        Type = AuditEventType.ApiAuthenticationRefused,
                        Details = new AuditDetails()
                            .With("reason", reason.ToString())
                            .With("tokenHash", "sha256:" + hash)
                            .With("sourceAddress", address.ToString())
                            .With("method", context.Request.Method)
                            .With("path", context.Request.Path.Value),
                    },
                    context.RequestAborted);
                await ChallengeAsync(context, ApiProblems.Unauthenticated(message));
                return null;
            default:
                // A verdict that this code does not know admits nobody.
                await ChallengeAsync(context, ApiProblems.Unauthenticated("the token could not be verified"));
                return null;
        }
    }

    private static Task ChallengeAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return context.RefuseAsync(problem);
    }
}
