namespace SshGate.Gateway.Approvals;

/// <summary>What a session holds while people decide.</summary>
public sealed class ApprovalTicket
{
    private readonly ApprovalQueue _queue;
    private readonly TaskCompletionSource<ApprovalOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ApprovalTicket(ApprovalQueue queue, ApprovalRequest request)
    {
        _queue = queue;
        Request = request;
    }

    /// <summary>The id to show to the agent.</summary>
    public string Id => Request.Id;

    /// <summary>The request as it was submitted.</summary>
    public ApprovalRequest Request { get; }

    /// <summary>Ends when people decided, time ran out or the request was withdrawn.</summary>
    public Task<ApprovalOutcome> Outcome => _outcome.Task;

    /// <summary>
    /// Awaits the outcome. When the token cancels first (the agent pressed Ctrl-C, the connection is gone), the request
    /// is withdrawn, so that nobody approves something that no one waits for.
    /// </summary>
    public async Task<ApprovalOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Outcome.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _queue.CancelAsync(Id, "the agent stopped waiting", CancellationToken.None);
            throw;
        }
    }

    internal void Complete(ApprovalOutcome outcome) => _outcome.TrySetResult(outcome);
}
