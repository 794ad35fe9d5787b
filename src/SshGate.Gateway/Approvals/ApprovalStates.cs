namespace SshGate.Gateway.Approvals;

/// <summary>The legal moves of a request. A state without moves is final.</summary>
internal static class ApprovalStates
{
    public static bool MayBecome(this ApprovalState from, ApprovalState to) => from switch
    {
        ApprovalState.Pending => to is ApprovalState.Approved or ApprovalState.Rejected or ApprovalState.Expired
            or ApprovalState.Cancelled,
        ApprovalState.Approved => to is ApprovalState.Consumed or ApprovalState.Expired or ApprovalState.Cancelled
            or ApprovalState.Rejected,
        ApprovalState.Consumed => to is ApprovalState.Failed,
        ApprovalState.Rejected => false,
        ApprovalState.Expired => false,
        ApprovalState.Cancelled => false,
        ApprovalState.Failed => false,
    };

    /// <summary>Whether the request can still lead to a release.</summary>
    public static bool IsOpen(this ApprovalState state) => state is ApprovalState.Pending or ApprovalState.Approved;
}
