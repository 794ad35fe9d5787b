using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>What one person said.</summary>
/// <param name="Verb">Approve or reject.</param>
/// <param name="Stage">The stage that was open.</param>
/// <param name="Time">When.</param>
/// <param name="Approver">Who.</param>
/// <param name="Channel">Over which way.</param>
/// <param name="Reason">Why; foreign text.</param>
/// <param name="Digest">The digest that the person was shown.</param>
public sealed record ApprovalDecisionView(
    ApprovalVerb Verb,
    string Stage,
    DateTimeOffset Time,
    PrincipalView Approver,
    ApprovalChannel Channel,
    string Reason,
    string Digest);
