using System.Buffers;
using System.Globalization;
using System.Text;

namespace SshGate.Recording;

/// <summary>
/// Records one session. Record, then relay: what is to be relayed is written here first, and only a write that completed
/// may be relayed. The first failure to write ends the recording for good: every later call throws it again.
/// <para>Durability. A completed write is with the operating system, so a crash or kill of SshGate loses none. It is on
/// the disk at once for markers, events and the seal, and for all writes with <see cref="RecordingDurability.Disk"/>;
/// otherwise output reaches the disk within <see cref="RecordingOptions.SyncInterval"/>, which is what a crash of the
/// machine can lose. A write that was cut off leaves at most one torn last line, and was never relayed.</para>
/// <para>Thread-safe: writes that come together go to the file together. Owns its file.</para>
/// </summary>
public sealed class RecordingWriter : IAsyncDisposable
{
    // One line per piece: at worst six bytes per byte, and far below the longest line a reader takes.
    private const int MaxPiece = 32 * 1024;

    // More waiting than this, and a writer waits for the batch on its way. Reached only by many writers at once.
    private const int MaxPending = 4 * 1024 * 1024;

    // A fact is at most a command with the input it reads as code, 1 MiB in base64, and what was decided about it.
    private const int MaxText = 2 * 1024 * 1024;

    // Facts may still be written where output may not: how the session ended belongs into the recording.
    private const long ReserveForFacts = 2L * MaxText;

    private readonly Lock _gate = new();
    private readonly IRecordingFile _file;
    private readonly RecordingLines _lines;
    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly SemaphoreSlim _keeperCalls = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _failed = new();
    private ArrayBufferWriter<byte> _spare = new();
    private WriteBatch? _collecting;
    private Task _last = Task.CompletedTask;
    private Task _keeper = Task.CompletedTask;
    private RecordingException? _failure;
    private long _length;
    private bool _keeperCalled;
    private State _state;

    internal RecordingWriter(IRecordingFile file, RecordingHeader header, TimeProvider time, RecordingOptions options)
    {
        _file = file;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _lines = new RecordingLines(header);
        FailureToken = _failed.Token;
    }

    private enum State
    {
        Open,
        Sealed,
        Disposed,
    }

    /// <summary>Cancelled when the recording fails, also between writes: the session must end.</summary>
    public CancellationToken FailureToken { get; }

    /// <summary>Why the recording failed, or null.</summary>
    public RecordingException? Failure => _failure;

    /// <summary>Creates the file and writes header and first link; both are on the disk when this returns.</summary>
    public static Task<RecordingWriter> CreateAsync(
        string path, RecordingHeader header, TimeProvider time, CancellationToken cancellationToken) =>
        CreateAsync(path, header, time, new RecordingOptions(), cancellationToken);

    /// <inheritdoc cref="CreateAsync(string, RecordingHeader, TimeProvider, CancellationToken)"/>
    public static async Task<RecordingWriter> CreateAsync(
        string path, RecordingHeader header, TimeProvider time, RecordingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        IRecordingFile file;
        try
        {
            file = RecordingFile.Create(path, options.MinimumFreeBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(RecordingFailure.Storage, $"The recording cannot be created: {failure.Message}", failure);
        }

        return await StartAsync(file, header, time, options).ConfigureAwait(false);
    }

    /// <summary>Records a piece of output. What completed may be relayed.</summary>
    public async ValueTask WriteOutputAsync(
        ReadOnlyMemory<byte> data, OutputSource stream, CancellationToken cancellationToken)
    {
        var sync = _options.Durability == RecordingDurability.Disk;
        while (!data.IsEmpty)
        {
            var piece = data[..Math.Min(data.Length, MaxPiece)];
            data = data[piece.Length..];
            await WriteAsync(time => _lines.Output(time, stream, piece.Span), sync, _options.MaxBytes, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Records a moment an auditor can jump to; on the disk when it completes.</summary>
    public ValueTask WriteMarkerAsync(string label, CancellationToken cancellationToken) =>
        WriteTextAsync(EventCodes.Marker, label, cancellationToken);

    /// <summary>Records a fact; on the disk when it completes.</summary>
    /// <param name="code">One of <see cref="EventCodes"/>' fact codes, or another letter the format does not use.</param>
    /// <param name="data">Text, for most codes JSON; players ignore it.</param>
    /// <param name="cancellationToken">Stops the wait before the event is taken.</param>
    public ValueTask WriteEventAsync(string code, string data, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EventCodes.IsFree(code)
            ? WriteTextAsync(code, data, cancellationToken)
            : throw new ArgumentException("The code is one letter that the format does not use itself.", nameof(code));
    }

    /// <summary>Records the screen's new size.</summary>
    public ValueTask ResizeAsync(int width, int height, CancellationToken cancellationToken)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        return WriteAsync(
            time => _lines.Event(time, EventCodes.Resize, size), sync: false, _options.MaxBytes, cancellationToken);
    }

    /// <summary>Ends the recording in good order; on the disk when it completes. Nothing can be written afterwards.</summary>
    public async ValueTask<RecordingSeal> SealAsync(string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        RecordingSeal? seal = null;
        await WriteAsync(
            time =>
            {
                seal = _lines.Seal(time, reason);
                _state = State.Sealed;
            },
            sync: true,
            long.MaxValue,
            cancellationToken).ConfigureAwait(false);
        return seal!;
    }

    /// <summary>Ends the writing. A recording that was not sealed stays open, and verifies as such.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_state == State.Disposed)
        {
            return;
        }

        if (_state == State.Open && _failure is null)
        {
            try
            {
                await LinkAsync().ConfigureAwait(false);
            }
            catch (RecordingException)
            {
                // Kept in Failure; there is nobody left to relay to.
            }
        }

        Task last;
        lock (_gate)
        {
            _state = State.Disposed;
            last = _last;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _keeper.ConfigureAwait(false);
        await last.ConfigureAwait(false);
        _file.Dispose();
        _lines.Dispose();
        _keeperCalls.Dispose();
        _stopping.Dispose();
        _failed.Dispose();
    }

    internal static async Task<RecordingWriter> StartAsync(
        IRecordingFile file, RecordingHeader header, TimeProvider time, RecordingOptions options)
    {
        if (!RecordingFiles.IsSafeId(header.Id))
        {
            throw new ArgumentException("A session id is letters, digits, '-', '_' and '.'.", nameof(header));
        }

        var writer = new RecordingWriter(file, header, time, options);
        try
        {
            // Header and first link wait in the lines already.
            await writer.WriteAsync(_ => { }, sync: true, long.MaxValue, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RecordingException)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        writer._keeper = writer.KeepAsync();
        return writer;
    }

    private ValueTask WriteTextAsync(string code, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Encoding.UTF8.GetByteCount(text) > MaxText)
        {
            throw new RecordingException(RecordingFailure.TooLong, $"An event of a recording is at most {MaxText} bytes.");
        }

        return WriteAsync(
            time =>
            {
                _lines.Event(time, code, text);
                _lines.Link(time);
            },
            sync: true,
            _options.MaxBytes + ReserveForFacts,
            cancellationToken);
    }

    private ValueTask LinkAsync() => WriteAsync(
        time =>
        {
            if (_lines.HasUnlinked)
            {
                _lines.Link(time);
            }
        },
        sync: true,
        long.MaxValue,
        CancellationToken.None);

    // Makes the lines under the lock, so that they stand in the order of their times; then carries them to the file, or
    // waits for the write that does.
    private async ValueTask WriteAsync(
        Action<TimeSpan> makeLines, bool sync, long maxLength, CancellationToken cancellationToken)
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

    private (WriteBatch Batch, bool Carries) Join(Action<TimeSpan> makeLines, bool sync)
    {
        try
        {
            makeLines(_time.GetElapsedTime(_started));
        }
        catch (Exception failure)
        {
            // A half-made line must never reach the file.
            _failure ??= new RecordingException(RecordingFailure.Storage, "A line of the recording could not be made.", failure);
            throw;
        }

        var carries = _collecting is null;
        if (_collecting is null)
        {
            _collecting = new WriteBatch(_last);
            _last = _collecting.Done;
        }

        _collecting.Sync |= sync;
        if (!_keeperCalled && (!sync || _lines.HasUnlinked))
        {
            _keeperCalled = true;
            _keeperCalls.Release();
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
            if (_failure is null)
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
        batch.Complete(_failure);
    }

    // Links and syncs what was written since, once per interval, only while there is something to do.
    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _keeperCalls.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await Task.Delay(_options.SyncInterval, _time, _stopping.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    _keeperCalled = false;
                }

                await CheckSpaceAsync().ConfigureAwait(false);
                await LinkAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (RecordingException)
        {
            // Sealed, or failed: then the token has told and the next write throws it.
        }
    }

    private async Task CheckSpaceAsync()
    {
        try
        {
            if (_file.FreeBytes >= _options.StopBelowFreeBytes)
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

    private void Fail(RecordingFailure failure, string message, Exception? inner)
    {
        lock (_gate)
        {
            _failure ??= new RecordingException(failure, message, inner);
        }
    }

    private void ThrowIfUnusable(long maxLength)
    {
        ThrowIfFailed(_failure);
        if (_state != State.Open)
        {
            throw new RecordingException(RecordingFailure.Closed, "The recording has ended.");
        }

        if (_length + _lines.Pending.WrittenCount >= maxLength)
        {
            throw new RecordingException(RecordingFailure.TooLong, $"The recording has reached {_options.MaxBytes} bytes.");
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
