namespace SshGate.Ssh.Connection;

/// <summary>
/// Who waits for CHANNEL_SUCCESS or CHANNEL_FAILURE. Answers carry no number: their order is that of the requests
/// (RFC 4254 §5.4), so the channel's lock covers both adding here and sending.
/// </summary>
internal sealed class PendingReplies(int capacity)
{
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();

    public Task<bool> Add()
    {
        if (_waiting.Count >= capacity)
        {
            throw new InvalidOperationException("Too many requests of this channel wait for their answers.");
        }

        var reply = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(reply);
        return reply.Task;
    }

    /// <summary>False if nobody asked.</summary>
    public bool TryComplete(bool success) => _waiting.TryDequeue(out var reply) && reply.TrySetResult(success);

    public void Fail(string reason)
    {
        while (_waiting.TryDequeue(out var reply))
        {
            reply.TrySetException(new ChannelClosedException(reason));

            // Whoever waits sees it; a waiter that was cancelled does not, and that is no fault.
            _ = reply.Task.Exception;
        }
    }
}
