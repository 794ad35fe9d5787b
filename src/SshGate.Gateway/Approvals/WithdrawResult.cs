namespace SshGate.Gateway.Approvals;

/// <summary>What became of a withdrawal by the principal that asked.</summary>
public abstract record WithdrawResult
{
    private WithdrawResult()
    {
    }

    /// <summary>It is withdrawn: nobody can approve or use it any more.</summary>
    public sealed record Withdrawn : WithdrawResult;

    /// <summary>It had come to its end before; <paramref name="State"/> says which.</summary>
    public sealed record Ended(ApprovalState State) : WithdrawResult;

    /// <summary>This principal has no such request.</summary>
    public sealed record NotFound : WithdrawResult;
}
