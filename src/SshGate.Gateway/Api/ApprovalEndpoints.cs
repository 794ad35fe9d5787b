using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>Held requests over HTTP. Agents see their own; who may decide is the queue's question, not this one's.</summary>
internal sealed class ApprovalEndpoints
{
    private readonly ApiServices _services;

    public ApprovalEndpoints(ApiServices services) => _services = services;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/approvals", ListAsync);
        routes.MapGet("/api/v1/approvals/{id}", ShowAsync);
        routes.MapPost("/api/v1/approvals/{id}/approve", context => DecideAsync(context, ApprovalVerb.Approve));
        routes.MapPost("/api/v1/approvals/{id}/reject", context => DecideAsync(context, ApprovalVerb.Reject));
        routes.MapPost("/api/v1/approvals/{id}/withdraw", WithdrawAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        ApprovalState? state = null;
        if (context.Request.Query["state"] is [{ Length: > 0 } name])
        {
            if (!Enum.TryParse<ApprovalState>(name, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                throw new BadHttpRequestException(
                    $"state is one of {string.Join(", ", Enum.GetNames<ApprovalState>()).ToLowerInvariant()}");
            }

            state = known;
        }

        var limit = Limit(context);
        var caller = context.Identity();
        var requests = SeesAll(caller)
            ? await _services.Approvals.ListAsync(state, limit, context.RequestAborted)
            : await _services.Approvals.ListOwnAsync(caller, state, limit, context.RequestAborted);
        await context.AnswerAsync(
            [.. requests.Where(request => MayRead(caller, request)).Select(ApprovalSummary.Of)],
            ApiJson.Default.IReadOnlyListApprovalSummary);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var caller = context.Identity();
        var details = await _services.Approvals.FindAsync(Id(context), context.RequestAborted);
        if (details is not null)
        {
            // Another agent of the same person is another caller.
            details = details with { Recent = [.. details.Recent.Where(request => MayRead(caller, request))] };
        }

        // One answer for both, so that nobody learns which ids exist.
        await (details is not null && MayRead(caller, details.Request)
            ? context.AnswerAsync(
                ApprovalView.Of(details, caller, _services.Clock.GetUtcNow()), ApiJson.Default.ApprovalView)
            : context.RefuseAsync(ApiProblems.NotFound("there is no such request")));
    }

    private async Task DecideAsync(HttpContext context, ApprovalVerb verb)
    {
        var body = await context.ReadBodyAsync(ApiJson.Default.DecisionBody);
        if (string.IsNullOrEmpty(body.Digest))
        {
            throw new BadHttpRequestException("the digest of what you were shown is missing (\"digest\")");
        }

        var id = Id(context);
        var result = await _services.Approvals.DecideAsync(
            id, context.Identity(), verb, body.Reason ?? "", body.Digest, ApprovalChannel.Api, context.RequestAborted);
        await (result switch
        {
            DecisionResult.Accepted(var state, var missing) accepted =>
                context.AnswerAsync(new DecisionView(id, state, missing, accepted.Stage), ApiJson.Default.DecisionView),
            DecisionResult.Refused refusal => context.RefuseAsync(ApiProblems.Refused(refusal)),
            _ => context.RefuseAsync(ApiProblems.Failed()),
        });
    }

    private async Task WithdrawAsync(HttpContext context)
    {
        var id = Id(context);
        await (await _services.Approvals.WithdrawAsync(id, context.Identity(), context.RequestAborted) switch
        {
            WithdrawResult.Withdrawn => context.AnswerAsync(
                new DecisionView(id, ApprovalState.Cancelled, Missing: 0, Stage: null), ApiJson.Default.DecisionView),
            WithdrawResult.Ended(var state) => context.RefuseAsync(ApiProblems.NotOpen(state)),
            _ => context.RefuseAsync(ApiProblems.NotFound("you have no such request")),
        });
    }

    /// <summary>How many entries of a list are wanted.</summary>
    /// <exception cref="BadHttpRequestException">More than are given, or no number.</exception>
    internal static int Limit(HttpContext context)
    {
        var limit = ApiLimits.DefaultListLength;
        if (context.Request.Query["limit"] is [{ Length: > 0 } text]
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is < 1 or > ApiLimits.MaxListLength))
        {
            throw new BadHttpRequestException($"limit is a number from 1 to {ApiLimits.MaxListLength}");
        }

        return limit;
    }

    internal static bool SeesAll(VerifiedIdentity caller) =>
        caller.HasAnyRole(Role.Approver, Role.Auditor, Role.Operator);

    private static bool MayRead(VerifiedIdentity caller, ApprovalRequest request) =>
        SeesAll(caller)
        || (caller.Issuer == request.Requester.Issuer
            && caller.Subject == request.Requester.Subject
            && caller.Agent == request.Requester.Agent);

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
