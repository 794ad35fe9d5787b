using System.IO.Pipelines;

namespace SshGate.Ssh.Transport;

/// <summary>
/// Moves the output queue into the pipe, one write at a time: on the thread that sealed the data where nobody else writes, since
/// handing every packet to another thread costs more than sending it; else in a loop. Owned and locked by the <see cref="PacketWriter"/>.
/// </summary>
/// <param name="output">The pipe; nobody is in it any more when <see cref="RunAsync"/> has ended.</param>
/// <param name="queue">What there is to write, guarded by <paramref name="sync"/>.</param>
/// <param name="sync">The writer's lock.</param>
/// <param name="onWritten">Called within the lock when a chunk has left the queue.</param>
internal sealed class OutputPump(PipeWriter output, OutputQueue queue, Lock sync, Action onWritten)
{
    private readonly AsyncSignal _signal = new();
    private OutputWrite? _handedOver;
    private CancellationToken _abort;
    private bool _runs;
    private bool _writing;
    private bool _closed;

    /// <summary>There is something to write.</summary>
    public void Wake() => _signal.Set();

    /// <summary>The loop ends once the queue is written.</summary>
    public void Close()
    {
        lock (sync)
        {
            _closed = true;
        }

        _signal.Set();
    }

    /// <summary>
    /// Within the lock, after data was queued: takes the turn to write, which has to be used with <see cref="Write"/> outside the
    /// lock; or sees to it that somebody else writes, and returns false.
    /// </summary>
    public bool TryBegin(out OutputChunk chunk)
    {
        chunk = default;
        if (_writing)
        {
            // Who writes looks again afterwards.
            return false;
        }

        if (!_runs || !queue.TryTake(out chunk))
        {
            _signal.Set();
            return false;
        }

        _writing = true;
        return true;
    }

    /// <summary>Writes on this thread; what the socket does not take at once is left to the loop.</summary>
    public void Write(OutputChunk chunk)
    {
        ValueTask<FlushResult> write;
        try
        {
            write = output.WriteAsync(chunk.Memory, _abort);
        }
        catch (Exception failure)
        {
            // The loop fails with it, as with its own.
            write = ValueTask.FromException<FlushResult>(failure);
        }

        if (write.IsCompletedSuccessfully)
        {
            var result = write.Result;
            if (!result.IsCompleted)
            {
                Release(chunk);
                return;
            }

            write = ValueTask.FromResult(result);
        }

        lock (sync)
        {
            _handedOver = new OutputWrite(chunk, write);
        }

        _signal.Set();
    }

    /// <summary>The loop, until <see cref="Close"/> or until the peer stops taking.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        lock (sync)
        {
            _abort = cancellation;
            _runs = true;
        }

        try
        {
            while (true)
            {
                await _signal.WaitAsync().ConfigureAwait(false);
                while (TryTake(out var write))
                {
                    try
                    {
                        var result = write.Running is { } running
                            ? await running.ConfigureAwait(false)
                            : await output.WriteAsync(write.Chunk.Memory, cancellation).ConfigureAwait(false);
                        if (result.IsCompleted)
                        {
                            return;
                        }
                    }
                    finally
                    {
                        Release(write.Chunk);
                    }
                }

                if (IsDrained())
                {
                    return;
                }
            }
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    private bool TryTake(out OutputWrite write)
    {
        lock (sync)
        {
            write = _handedOver.GetValueOrDefault();
            if (_handedOver is not null)
            {
                _handedOver = null;
                return true;
            }

            if (_writing || !queue.TryTake(out var chunk))
            {
                return false;
            }

            _writing = true;
            write = new OutputWrite(chunk, null);
            return true;
        }
    }

    private void Release(OutputChunk chunk)
    {
        lock (sync)
        {
            _writing = false;
            queue.Release(chunk);
            onWritten();
            if (queue.Pending > 0 || _closed)
            {
                _signal.Set();
            }
        }
    }

    private bool IsDrained()
    {
        lock (sync)
        {
            return _closed && queue.Pending == 0;
        }
    }

    // The owner closes the pipe next: whoever is in it finishes first.
    private async ValueTask StopAsync()
    {
        lock (sync)
        {
            _runs = false;
        }

        while (true)
        {
            OutputWrite left;
            lock (sync)
            {
                if (!_writing)
                {
                    return;
                }

                left = _handedOver.GetValueOrDefault();
                _handedOver = null;
            }

            if (left.Running is not { } running)
            {
                // Another thread is handing bytes to the operating system, which takes no time.
                await Task.Yield();
                continue;
            }

            try
            {
                await running.ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // The loop has ended for the same reason, and has told it.
            }

            Release(left.Chunk);
        }
    }
}
