namespace SshGate.Gateway.Approvals;

/// <summary>One reason of the policy as stored: rule, words, and the piece of the command it is about (bytes).</summary>
public sealed record ApprovalReason(string Rule, string Text, int? Start, int? Length);
