namespace SshGate.Ssh.Connection;

/// <summary>The tasks of one owner, so that it can wait for all of them at its end. What is run here does not throw.</summary>
internal sealed class OwnedTasks
{
    private readonly Lock _sync = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Runs <paramref name="work"/> on the thread pool, never on the caller.</summary>
    public void Run(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_sync)
        {
            _running.Add(task);
        }

        // Inline and after the lines above, or at once when the task is done: it never stays in the set.
        task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_sync)
            {
                running = [.. _running];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            lock (_sync)
            {
                _running.ExceptWith(running);
            }
        }
    }

    private void Remove(Task task)
    {
        lock (_sync)
        {
            _running.Remove(task);
        }
    }
}
