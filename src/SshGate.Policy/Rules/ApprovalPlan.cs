namespace SshGate.Policy.Rules;

/// <summary>What a rule says about the people: whom it asks, and whether a standing pre-approval may answer for silence.</summary>
internal sealed record ApprovalPlan(ApprovalRequirement Requirement, bool AcceptsFallback);
