using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Who may decide. Every comparison errs towards refusal: two accounts that could be one person are one person, whatever
/// issuer vouches for them.
/// </summary>
internal static class ApprovalRules
{
    /// <summary>Longer reasons are essays, and every one of them is kept for ever.</summary>
    public const int MaxReasonLength = 2000;

    /// <summary>The refusal that applies to this person whatever the stage, or null.</summary>
    public static DecisionResult.Refused? CheckPerson(
        ApprovalRequest request, AuditPrincipal approver, DateTimeOffset now)
    {
        if (approver.ExpiresAt is not { } end || end <= now)
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

        return approver.Roles.Contains(nameof(Role.Approver), StringComparer.Ordinal)
            ? null
            : new(DecisionRefusal.NotPermitted, "you do not have the approver role");
    }

    /// <summary>The refusal that applies to this person at the stage that is open, or null.</summary>
    public static DecisionResult.Refused? CheckStage(
        ApprovalRequest request, StageProgress progress, AuditPrincipal approver, ApprovalVerb verb, DateTimeOffset now)
    {
        // Changing one's mind to No is always heard.
        if (verb == ApprovalVerb.Approve && progress.Counts(approver))
        {
            return new(DecisionRefusal.AlreadyDecided, "you have approved this request already; another person is needed");
        }

        var groups = verb == ApprovalVerb.Approve ? progress.GroupsAt(now) : progress.ObjectorsAt(now);
        if (IsMember(approver, groups))
        {
            return null;
        }

        var names = string.Join(" or ", groups);
        return new(
            DecisionRefusal.NotPermitted,
            verb == ApprovalVerb.Approve && request.Requirement.Stages.Count > 1
                ? $"only members of {names} may decide stage {StageName(request.Requirement, progress.Current)}"
                : $"only members of {names} may decide this request");
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

    /// <summary>Why this person could not approve now; null if nothing speaks against it.</summary>
    public static DecisionResult.Refused? CheckApprover(
        ApprovalRequest request, StageProgress progress, AuditPrincipal approver, DateTimeOffset now) =>
        CheckPerson(request, approver, now)
        ?? (request.State == ApprovalState.Pending
            ? CheckStage(request, progress, approver, ApprovalVerb.Approve, now)
            : null);

    /// <summary>
    /// Whether a policy that is asked again, and may be another one than at the time of asking, is content with what was
    /// given: the same people agreed, or the same standing pre-approval spoke, or it asks for nobody any more.
    /// </summary>
    public static bool IsContent(Verdict now, ApprovalRequest given) => now.Kind switch
    {
        VerdictKind.Allow => true,
        VerdictKind.RequireApproval => now.Approval is { } need
            && (given.FallbackAt is null
                ? need.IsMetBy(given.Requirement)
                : need.Fallback is not null && need.Fallback == given.Requirement.Fallback),
        VerdictKind.Deny => false,
    };

    /// <summary>Whether two proven principals are, or may be, one person.</summary>
    public static bool IsSamePerson(AuditPrincipal one, AuditPrincipal other) =>
        Same(one.Subject, other.Subject) || Same(one.UserId, other.UserId);

    /// <summary>
    /// Whether two proven principals are one and the same for the use of an approval: exactly, for this widens nothing.
    /// </summary>
    public static bool IsSamePrincipal(AuditPrincipal one, AuditPrincipal other) =>
        one.Issuer == other.Issuer
        && one.Subject == other.Subject
        && one.ClientId == other.ClientId
        && one.Actors.SequenceEqual(other.Actors, StringComparer.Ordinal);

    /// <summary>Whether a person is in one of the groups.</summary>
    public static bool IsMember(AuditPrincipal person, IEnumerable<string> groups) =>
        groups.Intersect(person.Groups, StringComparer.Ordinal).Any();

    /// <summary>A stage in words: its place and its name.</summary>
    public static string StageName(ApprovalRequirement requirement, int stage) =>
        $"{stage + 1} of {requirement.Stages.Count} ({requirement.Stages[stage].Name})";

    private static bool IsRequester(ApprovalRequest request, AuditPrincipal approver)
    {
        var requester = request.Requester;
        string?[] names = [approver.Subject, approver.UserId];
        return IsSamePerson(requester, approver)
            || Same(requester.ClientId, approver.ClientId)
            || names.Any(name => Same(name, request.Owner)
                || Same(name, requester.ClientId)
                || requester.Actors.Any(actor => Same(name, actor)));
    }

    // Mail addresses, a usual form of subject, are compared by issuers without regard to case.
    private static bool Same(string? one, string? other) =>
        one is not null && other is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
