using SshGate.Gateway.Audit;

namespace SshGate.Gateway.Approvals;

/// <summary>What one person said, with the proof of who it was.</summary>
public sealed record ApprovalDecision
{
    /// <summary>Approve or reject.</summary>
    public required ApprovalVerb Verb { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who, as proven at that moment.</summary>
    public required AuditPrincipal Approver { get; init; }

    /// <summary>Over which way it came.</summary>
    public required ApprovalChannel Channel { get; init; }

    /// <summary>Why; foreign text.</summary>
    public required string Reason { get; init; }

    /// <summary>The stage that was open; for people to read.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The digest of what was on the person's screen.</summary>
    public required string DisplayedDigest { get; init; }
}
