namespace SshGate.Gateway.Approvals;

/// <summary>What a transaction made of a request, and what whoever waits for it hears, if anything.</summary>
internal sealed record ApprovalChange(ApprovalRequest Request, ApprovalOutcome? Outcome);
