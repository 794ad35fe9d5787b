using System.Data.Common;

namespace SshGate.Gateway.Store;

/// <summary>One caller's change, waiting for the writer. It runs in a savepoint of the batch's transaction.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work; a failure of the work itself undoes only this job and is kept for its caller.</summary>
    public abstract void Run(StoreSession session);

    /// <summary>Answers the caller: the batch is on the disk.</summary>
    public abstract void Complete();

    /// <summary>Answers the caller: the batch is not on the disk.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A change with a result.</summary>
internal sealed class WriteJob<T> : WriteJob
{
    private readonly Func<StoreSession, T> _work;
    private readonly CancellationToken _cancellationToken;

    // The caller's code must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;
    private Exception? _failure;
    private bool _skipped;

    public WriteJob(Func<StoreSession, T> work, CancellationToken cancellationToken)
    {
        _work = work;
        _cancellationToken = cancellationToken;
    }

    public Task<T> Completion => _completion.Task;

    public override void Run(StoreSession session)
    {
        // Cancelled always means "not done": once the work has started, its outcome is reported as it is.
        if (_cancellationToken.IsCancellationRequested)
        {
            _skipped = true;
            return;
        }

        session.Execute("SAVEPOINT job");
        try
        {
            _result = _work(session);
        }
        catch (Exception failure)
        {
            _failure = failure is DbException
                ? new StoreException($"the store refused the change: {failure.Message}", failure)
                : failure;
            session.Execute("ROLLBACK TO job");
        }

        session.Execute("RELEASE job");
    }

    public override void Complete()
    {
        if (_skipped)
        {
            _completion.TrySetCanceled(_cancellationToken);
        }
        else if (_failure is not null)
        {
            _completion.TrySetException(_failure);
        }
        else
        {
            _completion.TrySetResult(_result!);
        }
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
