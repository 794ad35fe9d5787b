namespace SshGate.Gateway.Approvals;

/// <summary>What became of a decision.</summary>
public abstract record DecisionResult
{
    private DecisionResult()
    {
    }

    /// <summary>
    /// It counts. <paramref name="State"/> is the request's state now; while it is pending, <paramref name="Missing"/>
    /// more people must approve.
    /// </summary>
    public sealed record Accepted(ApprovalState State, int Missing) : DecisionResult;

    /// <summary>It does not count and changed nothing; <paramref name="Message"/> tells the person why.</summary>
    public sealed record Refused(DecisionRefusal Reason, string Message) : DecisionResult;
}
