namespace SshGate.Gateway.Approvals;

/// <summary>What a session holds while people decide. Of a request that nobody has to wait for, several may hold one.</summary>
public sealed class ApprovalTicket
{
    private readonly ApprovalQueue _queue;
    private readonly TaskCompletionSource<ApprovalOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _lock = new();
    private volatile ApprovalRequest _request;

    internal ApprovalTicket(ApprovalQueue queue, ApprovalRequest request)
    {
        _queue = queue;
        _request = request;
    }

    /// <summary>The id to show to the agent.</summary>
    public string Id => _request.Id;

    /// <summary>The request as it was last heard of.</summary>
    public ApprovalRequest Request => _request;

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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !Request.IsAsync)
        {
            await _queue.CancelAsync(Id, "the agent stopped waiting", CancellationToken.None);
            throw;
        }
    }

    /// <summary>Whether time has something to do with it.</summary>
    internal bool IsDue(DateTimeOffset now)
    {
        var request = _request;
        return request.Expires <= now
            || (request is { State: ApprovalState.Pending, EscalatedAt: null } && request.EscalatesAt <= now);
    }

    internal void Take(ApprovalChange change)
    {
        lock (_lock)
        {
            // Two changes may be told in the other order than they were made: what has ended does not wait again.
            if (_request.State == ApprovalState.Pending || change.Request.State != ApprovalState.Pending)
            {
                _request = change.Request with { EscalatedAt = change.Request.EscalatedAt ?? _request.EscalatedAt };
            }
        }

        if (change.Outcome is not null)
        {
            _outcome.TrySetResult(change.Outcome);
        }
    }

    /// <summary>Lets go of those who wait without an outcome: the gate stops, the request stays.</summary>
    internal void Abandon() => _outcome.TrySetCanceled();
}
