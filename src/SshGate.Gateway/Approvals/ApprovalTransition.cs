namespace SshGate.Gateway.Approvals;

/// <summary>One step in a request's life; steps are only ever added.</summary>
public sealed record ApprovalTransition(ApprovalState? From, ApprovalState To, DateTimeOffset Time, string Reason);
