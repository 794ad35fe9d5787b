namespace SshGate.Gateway.Approvals;

/// <summary>The parts of a verdict that are only ever shown, as one JSON column.</summary>
internal sealed record StoredVerdict(
    IReadOnlyList<ApprovalReason> Reasons, IReadOnlyList<string> Rules, IReadOnlyList<string> Effective);
