using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Who may decide. Every comparison errs towards refusal: two accounts that could be one person are one person, whatever
/// issuer vouches for them.
/// </summary>
internal static class ApprovalRules
{
    /// <summary>Longer reasons are essays, and every one of them is kept for ever.</summary>
    public const int MaxReasonLength = 2000;

    /// <summary>The refusal that applies to this person, or null.</summary>
    public static DecisionResult.Refused? CheckPerson(
        ApprovalRequest request, VerifiedIdentity approver, DateTimeOffset now)
    {
        if (approver.ExpiresAt <= now)
        {
            return new(DecisionRefusal.IdentityExpired, "your token has ended; sign in again");
        }

        if (IsRequester(request, approver))
        {
            return new(
                DecisionRefusal.SelfApproval,
                "this request is your own (you, your agent or your client asked for it); somebody else must decide");
        }

        // A token of a service has its client as subject (RFC 9068 §2.2); "act" says that something acts for the person.
        if (approver.Actors.Count > 0 || approver.Subject == approver.ClientId)
        {
            return new(DecisionRefusal.NotAPerson, "only people decide: this token belongs to an agent or a service");
        }

        if (!approver.Roles.Contains(Role.Approver))
        {
            return new(DecisionRefusal.NotPermitted, "you do not have the approver role");
        }

        return request.ApproverGroups.Intersect(approver.Groups, StringComparer.Ordinal).Any()
            ? null
            : new(
                DecisionRefusal.NotPermitted,
                $"only members of {string.Join(" or ", request.ApproverGroups)} may decide this request");
    }

    /// <summary>The refusal that applies to what was said, or null.</summary>
    public static DecisionResult.Refused? CheckDecision(
        ApprovalRequest request, ApprovalVerb verb, string reason, string displayedDigest)
    {
        if (!string.Equals(displayedDigest, request.Digest, StringComparison.Ordinal))
        {
            return new(
                DecisionRefusal.DigestMismatch,
                "what you were shown is not what would run (the digests differ); look at the request again");
        }

        if (verb == ApprovalVerb.Reject && string.IsNullOrWhiteSpace(reason))
        {
            return new(DecisionRefusal.ReasonUnusable, "a rejection needs a reason, the agent is told it");
        }

        return reason.Length > MaxReasonLength
            ? new(DecisionRefusal.ReasonUnusable, $"the reason is longer than {MaxReasonLength} characters")
            : null;
    }

    /// <summary>Whether two proven principals are, or may be, one person.</summary>
    public static bool IsSamePerson(AuditPrincipal one, AuditPrincipal other) =>
        Same(one.Subject, other.Subject) || Same(one.UserId, other.UserId);

    private static bool IsRequester(ApprovalRequest request, VerifiedIdentity approver)
    {
        var requester = request.Requester;
        string?[] names = [approver.Subject, approver.UserId];
        return IsSamePerson(requester, AuditPrincipal.From(approver))
            || Same(requester.ClientId, approver.ClientId)
            || names.Any(name => Same(name, request.Owner)
                || Same(name, requester.ClientId)
                || requester.Actors.Any(actor => Same(name, actor)));
    }

    // Mail addresses, a usual form of subject, are compared by issuers without regard to case.
    private static bool Same(string? one, string? other) =>
        one is not null && other is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
