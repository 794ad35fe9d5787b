namespace SshGate.Policy;

/// <summary>When a request has waited so long, these groups are asked too, and may decide whatever stage is open.</summary>
public sealed record ApprovalEscalation(TimeSpan After, IReadOnlyList<string> Groups);
