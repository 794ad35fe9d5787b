using System.Buffers;

namespace SshGate.Recording;

/// <summary>
/// Brings lines to the file in order. Writes that come together share one append and one flush: the first write of a
/// batch carries it as soon as the batch before is done, the others wait for it. The first failure ends everything.
/// Thread-safe. Owns the file.
/// </summary>
internal sealed class LineJournal : IAsyncDisposable
{
    // More waiting than this, and a writer waits for the batch on its way. Reached only by many writers at once.
    private const int MaxPending = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly IRecordingFile _file;
    private readonly RecordingLines _lines;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly SemaphoreSlim _unkept = new(0, 1);
    private readonly CancellationTokenSource _failed = new();
    private ArrayBufferWriter<byte> _spare = new();
    private WriteBatch? _collecting;
    private Task _last = Task.CompletedTask;
    private long _length;
    private bool _isClosed;

    /// <summary>Header and first link wait in the lines for the first write.</summary>
    public LineJournal(IRecordingFile file, RecordingLines lines, TimeProvider time)
    {
        _file = file;
        _lines = lines;
        _time = time;
        _started = time.GetTimestamp();
        FailureToken = _failed.Token;
    }

    /// <summary>Cancelled at the first failure.</summary>
    public CancellationToken FailureToken { get; }

    /// <summary>The first failure, or null.</summary>
    public RecordingException? Failure { get; private set; }

    /// <summary>True if nothing can be written any more.</summary>
    public bool IsClosed => _isClosed || Failure is not null;

    /// <summary>Waits until there is something that is not linked, or not on the disk.</summary>
    public Task UnkeptAsync(CancellationToken cancellationToken) => _unkept.WaitAsync(cancellationToken);

    /// <summary>
    /// Makes lines under the lock, so that they stand in the order of their times, and completes when the file has them.
    /// </summary>
    /// <param name="makeLines">Makes the lines.</param>
    /// <param name="sync">Complete only when the disk has them.</param>
    /// <param name="maxLength">Refuse if the recording is this long already.</param>
    /// <param name="cancellationToken">Stops the wait before the lines are made, not after.</param>
    /// <param name="isLast">Nothing can be written afterwards.</param>
    public async ValueTask WriteAsync(
        Action<RecordingLines, TimeSpan> makeLines,
        bool sync,
        long maxLength,
        CancellationToken cancellationToken,
        bool isLast = false)
    {
        WriteBatch batch;
        bool carries;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task fullBatch;
            lock (_gate)
            {
                ThrowIfUnusable(maxLength);
                if (_collecting is null || _lines.Pending.WrittenCount < MaxPending)
                {
                    (batch, carries) = Join(makeLines, sync);
                    _isClosed |= isLast;
                    break;
                }

                fullBatch = _collecting.Done;
            }

            await fullBatch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (carries)
        {
            await batch.Previous.ConfigureAwait(false);
            Carry(batch);
            if (batch.Failure is not null)
            {
                await _failed.CancelAsync().ConfigureAwait(false);
            }
        }

        // Not cancelled: what is recorded but not relayed is harmless, a batch nobody carries is not.
        await batch.Done.ConfigureAwait(false);
        ThrowIfFailed(batch.Failure);
    }

    /// <summary>Fails if the disk has less than <paramref name="minimum"/> free bytes.</summary>
    public async Task CheckSpaceAsync(long minimum)
    {
        try
        {
            if (_file.FreeBytes >= minimum)
            {
                return;
            }

            Fail(RecordingFailure.LowSpace, "Too little space is left where recordings are written.", null);
        }
        catch (IOException failure)
        {
            Fail(RecordingFailure.Storage, $"The recording's disk cannot be asked: {failure.Message}", failure);
        }

        await _failed.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (_gate)
        {
            _isClosed = true;
            last = _last;
        }

        await last.ConfigureAwait(false);
        _file.Dispose();
        _lines.Dispose();
        _unkept.Dispose();
        _failed.Dispose();
    }

    private (WriteBatch Batch, bool Carries) Join(Action<RecordingLines, TimeSpan> makeLines, bool sync)
    {
        try
        {
            makeLines(_lines, _time.GetElapsedTime(_started));
        }
        catch (Exception failure)
        {
            // A half-made line must never reach the file.
            Fail(RecordingFailure.Storage, "A line of the recording could not be made.", failure);
            throw;
        }

        var carries = _collecting is null;
        if (_collecting is null)
        {
            _collecting = new WriteBatch(_last);
            _last = _collecting.Done;
        }

        _collecting.Sync |= sync;
        if ((!sync || _lines.HasUnlinked) && _unkept.CurrentCount == 0)
        {
            _unkept.Release();
        }

        return (_collecting, carries);
    }

    private void Carry(WriteBatch batch)
    {
        ArrayBufferWriter<byte> bytes;
        lock (_gate)
        {
            _collecting = null;
            bytes = _lines.Take(_spare);
            _length += bytes.WrittenCount;
        }

        try
        {
            if (Failure is null)
            {
                _file.Append(bytes.WrittenSpan);
                if (batch.Sync)
                {
                    _file.Sync();
                }
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, the bytes are not recorded: nothing may be relayed any more.
            Fail(RecordingFailure.Storage, $"The recording cannot be written: {failure.Message}", failure);
        }

        // One large batch must not hold its memory for the rest of the session.
        _spare = bytes.Capacity <= MaxPending ? bytes : new ArrayBufferWriter<byte>();
        _spare.ResetWrittenCount();
        batch.Complete(Failure);
    }

    private void Fail(RecordingFailure failure, string message, Exception? inner)
    {
        lock (_gate)
        {
            Failure ??= new RecordingException(failure, message, inner);
        }
    }

    private void ThrowIfUnusable(long maxLength)
    {
        ThrowIfFailed(Failure);
        if (_isClosed)
        {
            throw new RecordingException(RecordingFailure.Closed, "The recording has ended.");
        }

        if (_length + _lines.Pending.WrittenCount >= maxLength)
        {
            throw new RecordingException(RecordingFailure.TooLong, $"The recording has reached {maxLength} bytes.");
        }
    }

    private static void ThrowIfFailed(RecordingException? failure)
    {
        if (failure is not null)
        {
            throw new RecordingException(failure.Failure, failure.Message, failure);
        }
    }
}
