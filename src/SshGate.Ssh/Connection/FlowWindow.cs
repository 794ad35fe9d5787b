namespace SshGate.Ssh.Connection;

/// <summary>
/// Credit that the peer gave us on one channel (RFC 4254 §5.2). Thread-safe; a closed window wakes its waiters.
/// </summary>
internal sealed class FlowWindow
{
    private readonly Lock _sync = new();
    private TaskCompletionSource? _more;
    private uint _credit;
    private bool _closed;

    /// <summary>Adds credit; false if it would pass 2^32-1, which RFC 4254 §5.2 forbids.</summary>
    public bool TryAdd(uint credit)
    {
        lock (_sync)
        {
            if (credit > uint.MaxValue - _credit)
            {
                return false;
            }

            _credit += credit;
            Wake();
            return true;
        }
    }

    /// <summary>Takes up to <paramref name="wanted"/> bytes, or returns 0 and what to wait for.</summary>
    public int Take(int wanted, out Task more)
    {
        lock (_sync)
        {
            var taken = (int)Math.Min((uint)wanted, _credit);
            _credit -= (uint)taken;
            if (taken > 0 || _closed)
            {
                more = Task.CompletedTask;
                return taken;
            }

            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            more = _more.Task;
            return 0;
        }
    }

    public void Close()
    {
        lock (_sync)
        {
            _closed = true;
            Wake();
        }
    }

    private void Wake()
    {
        _more?.SetResult();
        _more = null;
    }
}
