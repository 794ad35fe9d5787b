using SshGate.Gateway.Audit;

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
            .With("target", request.Target)
            .With("account", request.Account)
            .With("policyVersion", request.PolicyVersion)
            .With("risk", request.Risk.ToString())
            .With("rules", request.Rules)
            .With("reasons", request.Reasons.Select(reason => reason.Text))
            .With("effective", request.Effective)
            .With("approverGroups", request.ApproverGroups)
            .With("requiredCount", request.RequiredCount)
            .With("expires", request.Expires)
            .With("sourceAddress", request.SourceAddress)
            .With("owner", request.Owner)
            .With("intent", request.Intent));

    public static AuditEvent Decided(
        AuditEventType type, ApprovalRequest request, ApprovalDecision decision, int missing) => Event(
        type,
        request,
        decision.Approver,
        new AuditDetails()
            .With("digest", decision.DisplayedDigest)
            .With("channel", decision.Channel.ToString())
            .With("reason", decision.Reason)
            .With("missing", missing));

    public static AuditEvent Refused(
        ApprovalRequest request, AuditPrincipal approver, ApprovalVerb verb, ApprovalChannel channel,
        DecisionResult.Refused refusal) => Event(
        AuditEventType.ApprovalDecisionRefused,
        request,
        approver,
        new AuditDetails()
            .With("verb", verb.ToString())
            .With("channel", channel.ToString())
            .With("refusal", refusal.Reason.ToString())
            .With("state", request.State.ToString()));

    public static AuditEvent Ended(AuditEventType type, ApprovalRequest request, string reason) => Event(
        type,
        request,
        principal: null,
        new AuditDetails().With("digest", request.Digest).With("was", request.State.ToString()).With("reason", reason));

    public static AuditEvent Consumed(ApprovalRequest request, ApprovalClaim claim) => Event(
        AuditEventType.ApprovalConsumed,
        request,
        request.Requester,
        new AuditDetails().With("digest", claim.Digest).With("approvers", claim.Approvers));

    public static AuditEvent ClaimRefused(ApprovalRequest request, string digest, string sessionId, string refusal) =>
        Event(
            AuditEventType.ApprovalClaimRefused,
            request,
            principal: null,
            new AuditDetails()
                .With("digest", digest)
                .With("claimedBySession", sessionId)
                .With("refusal", refusal));

    private static AuditEvent Event(
        AuditEventType type, ApprovalRequest request, AuditPrincipal? principal, AuditDetails details) => new()
        {
            Type = type,
            ConnectionId = request.ConnectionId,
            SessionId = request.SessionId,
            RequestId = request.Id,
            Principal = principal,
            Details = details,
        };
}
