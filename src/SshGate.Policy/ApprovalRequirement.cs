namespace SshGate.Policy;

/// <summary>Who must agree before a held command runs: how many distinct members of which groups, and within which time.</summary>
public sealed record ApprovalRequirement(IReadOnlyList<string> ApproverGroups, int Count, TimeSpan ExpiresAfter);
