namespace SshGate.Policy.Rules;

/// <summary>One rule: when it applies, and what follows.</summary>
internal sealed record Rule(string Id, RuleConditions When, VerdictKind Then, ApprovalRequirement? Approval);
