namespace SshGate.Gateway.Approvals;

/// <summary>How the wait of a session ended.</summary>
public abstract record ApprovalOutcome
{
    private ApprovalOutcome()
    {
    }

    /// <summary>People agreed; the session may now claim it. <paramref name="Approvers"/> are their subjects.</summary>
    public sealed record Approved(IReadOnlyList<string> Approvers) : ApprovalOutcome;

    /// <summary>
    /// Nobody answered in time, and the policy lets a standing pre-approval of this very class speak instead. No person
    /// agreed to this command.
    /// </summary>
    public sealed record FellBack(string Delegation, string Owner) : ApprovalOutcome;

    /// <summary>A person said no. <paramref name="Reason"/> is that person's text: escape it before showing it.</summary>
    public sealed record Rejected(string Approver, string Reason) : ApprovalOutcome;

    /// <summary>Nobody decided in time. Silence is not consent.</summary>
    public sealed record Expired : ApprovalOutcome;

    /// <summary>It was withdrawn.</summary>
    public sealed record Cancelled(string Reason) : ApprovalOutcome;
}
