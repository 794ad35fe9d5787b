namespace SshGate.Gateway.Approvals;

/// <summary>A request with its history, and what else the same requester asked lately.</summary>
public sealed record ApprovalDetails(
    ApprovalRequest Request,
    IReadOnlyList<ApprovalTransition> Transitions,
    IReadOnlyList<ApprovalDecision> Decisions,
    IReadOnlyList<ApprovalRequest> Recent);
