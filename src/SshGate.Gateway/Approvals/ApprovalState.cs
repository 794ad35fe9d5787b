namespace SshGate.Gateway.Approvals;

/// <summary>Where a held request stands. Stored by name.</summary>
public enum ApprovalState
{
    /// <summary>Waits for people.</summary>
    Pending,

    /// <summary>Has all approvals, or fell back on a standing one; may be claimed once.</summary>
    Approved,

    /// <summary>A person said no.</summary>
    Rejected,

    /// <summary>Nobody decided, or nobody claimed, in time.</summary>
    Expired,

    /// <summary>Withdrawn, or its session is gone.</summary>
    Cancelled,

    /// <summary>Claimed for its one use.</summary>
    Consumed,

    /// <summary>Claimed, but the command could not be released.</summary>
    Failed,
}
