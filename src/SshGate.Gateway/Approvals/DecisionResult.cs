namespace SshGate.Gateway.Approvals;

/// <summary>What became of a decision.</summary>
public abstract record DecisionResult
{
    private DecisionResult()
    {
    }

    /// <summary>
    /// It counts. <paramref name="State"/> is the request's state now; while it is pending, <paramref name="Missing"/>
    /// more people must approve the stage that is open now.
    /// </summary>
    public sealed record Accepted(ApprovalState State, int Missing) : DecisionResult
    {
        /// <summary>The stage that is open now; null when none is.</summary>
        public string? Stage { get; init; }
    }

    /// <summary>It does not count and changed nothing; <paramref name="Message"/> tells the person why.</summary>
    public sealed record Refused(DecisionRefusal Reason, string Message) : DecisionResult;
}
