using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>
/// Sessions over HTTP. Agents see their own live ones; those of the past are for approvers, auditors and operators; only
/// operators end one.
/// </summary>
internal sealed class SessionEndpoints
{
    private readonly ApiServices _services;

    public SessionEndpoints(ApiServices services) => _services = services;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/sessions", ListAsync);
        routes.MapGet("/api/v1/sessions/{id}", ShowAsync);
        routes.MapPost("/api/v1/sessions/{id}/kill", KillAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var caller = context.Identity();
        switch (context.Request.Query["state"].ToString())
        {
            case "" or "live":
                break;
            case "all" when ApprovalEndpoints.SeesAll(caller):
                await context.AnswerAsync(
                    await _services.Sessions.ListHistoryAsync(ApprovalEndpoints.Limit(context), context.RequestAborted),
                    ApiJson.Default.IReadOnlyListSessionInfo);
                return;
            case "all":
                await context.RefuseAsync(ApiProblems.Forbidden(
                    "the list of past sessions needs the role approver, auditor or operator"));
                return;
            default:
                throw new BadHttpRequestException("state is live or all");
        }

        var sessions = await _services.Sessions.ListAsync(context.RequestAborted);
        await context.AnswerAsync(
            [.. sessions.Where(session => MayRead(caller, session))], ApiJson.Default.IReadOnlyListSessionInfo);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var session = await _services.Sessions.FindAsync(Id(context), context.RequestAborted)
            ?? await _services.Sessions.FindInHistoryAsync(Id(context), context.RequestAborted);
        await (session is not null && MayRead(context.Identity(), session)
            ? context.AnswerAsync(session, ApiJson.Default.SessionInfo)
            : context.RefuseAsync(ApiProblems.NotFound("there is no such session")));
    }

    private async Task KillAsync(HttpContext context)
    {
        var caller = context.Identity();
        var id = Id(context);
        var body = await context.ReadBodyAsync(ApiJson.Default.KillBody);
        if (!caller.HasAnyRole(Role.Operator))
        {
            await AuditAsync(AuditEventType.ApiAccessRefused, id, caller, body.Reason, context.RequestAborted);
            await context.RefuseAsync(ApiProblems.Forbidden("only operators end sessions"));
            return;
        }

        if (string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > ApprovalRules.MaxReasonLength)
        {
            throw new BadHttpRequestException(
                $"a reason (\"reason\") of at most {ApprovalRules.MaxReasonLength} characters is needed; the agent is told it");
        }

        if (await _services.Sessions.FindAsync(id, context.RequestAborted) is not { } session)
        {
            await context.RefuseAsync(ApiProblems.NotFound("there is no such session, or it has ended"));
            return;
        }

        // On record first: what cannot be audited does not happen.
        await AuditAsync(AuditEventType.SessionKilled, id, caller, body.Reason, context.RequestAborted);
        await (await _services.Sessions.KillAsync(id, body.Reason, caller, CancellationToken.None)
            ? context.AnswerAsync(session, ApiJson.Default.SessionInfo)
            : context.RefuseAsync(ApiProblems.NotFound("the session has just ended by itself")));
    }

    private Task<AuditHead> AuditAsync(
        AuditEventType type, string sessionId, VerifiedIdentity caller, string? reason, CancellationToken cancellationToken) =>
        _services.Audit.AppendAsync(
            new AuditEvent
            {
                Type = type,
                SessionId = sessionId,
                Principal = AuditPrincipal.From(caller),
                Details = new AuditDetails().With("act", "kill").With("reason", reason),
            },
            cancellationToken);

    private static bool MayRead(VerifiedIdentity caller, SessionInfo session) =>
        ApprovalEndpoints.SeesAll(caller)
        || (caller.Issuer == session.Issuer && caller.Subject == session.Subject && caller.Agent == session.Agent);

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
