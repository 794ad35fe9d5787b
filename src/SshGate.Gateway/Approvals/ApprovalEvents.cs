using SshGate.Gateway.Audit;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>What the audit log says about approvals.</summary>
internal static class ApprovalEvents
{
    public static AuditEvent Submitted(ApprovalRequest request) => Event(
        AuditEventType.ApprovalSubmitted,
        request,
        request.Requester,
        new AuditDetails()
            .With("digest", request.Digest)
            .With("command", request.Command)
            .With("context", request.Context.ToString())
            .With("inputBytes", request.Input?.Length ?? 0)
            .With("directory", request.Directory)
            .With("terminal", request.HasTerminal)
            .With("target", request.Target)
            .With("account", request.Account)
            .With("policyVersion", request.PolicyVersion)
            .With("risk", request.Risk.ToString())
            .With("rules", request.Rules)
            .With("reasons", request.Reasons.Select(reason => reason.Text))
            .With("effective", request.Effective)
            .With("stages", request.Requirement.Stages.Select(Words))
            .With("escalatesTo", request.Requirement.Escalation?.Groups ?? [])
            .With("fallback", request.Requirement.Fallback?.Name)
            .With("async", request.IsAsync)
            .With("expires", request.Expires)
            .With("sourceAddress", request.SourceAddress)
            .With("owner", request.Owner)
            .With("intent", request.Intent));

    /// <param name="type">Given, approved or rejected.</param>
    /// <param name="request">The request.</param>
    /// <param name="decision">What was said, with the stage that it was said to.</param>
    /// <param name="after">Where the request stands with it.</param>
    /// <param name="before">Where it stood; null when nothing moved.</param>
    public static AuditEvent Decided(
        AuditEventType type,
        ApprovalRequest request,
        ApprovalDecision decision,
        StageProgress after,
        StageProgress? before = null) => Event(
        type,
        request,
        decision.Approver,
        new AuditDetails()
            .With("digest", decision.DisplayedDigest)
            .With("channel", decision.Channel.ToString())
            .With("reason", decision.Reason)
            .With("stage", decision.Stage)
            .With("stageComplete", before is not null && after.Current > before.Current)
            .With("nextStage", before is not null && after.Current > before.Current ? after.Stage?.Name : null)
            .With("escalated", request.EscalatedAt is not null)
            .With("missing", after.Missing));

    public static AuditEvent Refused(
        ApprovalRequest request, StageProgress progress, ApprovalDecision decision, DecisionResult.Refused refusal) => Event(
        AuditEventType.ApprovalDecisionRefused,
        request,
        decision.Approver,
        new AuditDetails()
            .With("verb", decision.Verb.ToString())
            .With("channel", decision.Channel.ToString())
            .With("stage", progress.Stage?.Name)
            .With("refusal", refusal.Reason.ToString())
            .With("state", request.State.ToString()));

    public static AuditEvent Escalated(ApprovalRequest request) => Event(
        AuditEventType.ApprovalEscalated,
        request,
        principal: null,
        new AuditDetails()
            .With("digest", request.Digest)
            .With("stage", request.Requirement.Stages[request.Stage].Name)
            .With("groups", request.Requirement.Escalation?.Groups ?? []));

    public static AuditEvent FellBack(ApprovalRequest request, Delegation delegation) => Event(
        AuditEventType.ApprovalFellBack,
        request,
        principal: null,
        new AuditDetails()
            .With("digest", request.Digest)
            .With("delegation", delegation.Name)
            .With("owner", delegation.Owner)
            .With("until", delegation.Until)
            .With("stage", request.Requirement.Stages[request.Stage].Name)
            .With("expires", request.Expires));

    public static AuditEvent Ended(
        AuditEventType type, ApprovalRequest request, AuditPrincipal? principal, string reason) => Event(
        type,
        request,
        principal,
        new AuditDetails().With("digest", request.Digest).With("was", request.State.ToString()).With("reason", reason));

    public static AuditEvent Consumed(ApprovalRequest request, ApprovalClaim claim, ApprovalClaimant claimant) => Event(
        AuditEventType.ApprovalConsumed,
        request,
        claimant.Principal,
        new AuditDetails()
            .With("digest", claim.Digest)
            .With("approvers", claim.Approvers)
            .With("fallback", claim.Fallback?.Name)
            .With("askedBySession", request.SessionId),
        claimant);

    public static AuditEvent ClaimRefused(
        ApprovalRequest request, string digest, ApprovalClaimant claimant, string refusal) => Event(
        AuditEventType.ApprovalClaimRefused,
        request,
        claimant.Principal,
        new AuditDetails()
            .With("digest", digest)
            .With("askedBySession", request.SessionId)
            .With("refusal", refusal),
        claimant);

    private static string Words(ApprovalStage stage) =>
        $"{stage.Name}: {stage.Count} of {string.Join(", ", stage.ApproverGroups)}";

    /// <summary>An event of the request; filed under the session of the claimant, if it is one's doing.</summary>
    private static AuditEvent Event(
        AuditEventType type,
        ApprovalRequest request,
        AuditPrincipal? principal,
        AuditDetails details,
        ApprovalClaimant? claimant = null) => new()
        {
            Type = type,
            ConnectionId = claimant?.ConnectionId ?? request.ConnectionId,
            SessionId = claimant?.SessionId ?? request.SessionId,
            RequestId = request.Id,
            Principal = principal,
            Details = details,
        };
}
