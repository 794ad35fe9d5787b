using Microsoft.AspNetCore.Http;
using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>The errors of the API in words.</summary>
internal static class ApiProblems
{
    public static ApiProblem Unauthenticated(string detail) =>
        new(StatusCodes.Status401Unauthorized, "not authenticated", detail, "unauthenticated");

    public static ApiProblem Forbidden(string detail) =>
        new(StatusCodes.Status403Forbidden, "not permitted", detail, "forbidden");

    public static ApiProblem NotFound(string detail) =>
        new(StatusCodes.Status404NotFound, "not found", detail, "not_found");

    public static ApiProblem Busy(string detail) =>
        new(StatusCodes.Status429TooManyRequests, "too many requests", detail, "busy");

    public static ApiProblem Unavailable() => new(
        StatusCodes.Status503ServiceUnavailable,
        "the gate cannot store this",
        "nothing was changed; the operator finds the cause in the gate's log",
        "unavailable");

    public static ApiProblem Failed() => new(
        StatusCodes.Status500InternalServerError,
        "the gate failed",
        "the operator finds the cause in the gate's log",
        "failed");

    public static ApiProblem Unusable(BadHttpRequestException failure) => failure.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(
            failure.StatusCode,
            "too large",
            $"a body may have at most {ApiLimits.MaxBodyBytes} bytes",
            "too_large"),
        _ => new(failure.StatusCode, "not understood", failure.Message, "bad_request"),
    };

    public static ApiProblem NotOpen(ApprovalState state) => new(
        StatusCodes.Status409Conflict,
        "not open",
        $"the request has come to its end: it is {state.ToString().ToLowerInvariant()}",
        Code(DecisionRefusal.NotPending));

    public static ApiProblem Refused(DecisionResult.Refused refusal)
    {
        var (status, title) = refusal.Reason switch
        {
            DecisionRefusal.NotFound => (StatusCodes.Status404NotFound, "not found"),
            DecisionRefusal.NotPending => (StatusCodes.Status409Conflict, "not pending"),
            DecisionRefusal.AlreadyDecided => (StatusCodes.Status409Conflict, "already decided"),
            DecisionRefusal.DigestMismatch => (StatusCodes.Status409Conflict, "not what was shown"),
            DecisionRefusal.SelfApproval => (StatusCodes.Status403Forbidden, "not your own request"),
            DecisionRefusal.NotAPerson => (StatusCodes.Status403Forbidden, "not a person"),
            DecisionRefusal.NotPermitted => (StatusCodes.Status403Forbidden, "not permitted"),
            DecisionRefusal.ReasonUnusable => (StatusCodes.Status400BadRequest, "reason not usable"),
            DecisionRefusal.IdentityExpired => (StatusCodes.Status401Unauthorized, "not authenticated"),
        };
        return new(status, title, refusal.Message, Code(refusal.Reason));
    }

    private static string Code(DecisionRefusal reason) => reason switch
    {
        DecisionRefusal.NotFound => "not_found",
        DecisionRefusal.NotPending => "not_pending",
        DecisionRefusal.AlreadyDecided => "already_decided",
        DecisionRefusal.DigestMismatch => "digest_mismatch",
        DecisionRefusal.SelfApproval => "self_approval",
        DecisionRefusal.NotAPerson => "not_a_person",
        DecisionRefusal.NotPermitted => "not_permitted",
        DecisionRefusal.ReasonUnusable => "reason_unusable",
        DecisionRefusal.IdentityExpired => "unauthenticated",
    };
}
