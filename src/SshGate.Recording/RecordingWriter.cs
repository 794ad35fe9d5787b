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

    // A fact is at most a command with the input it reads as code, 1 MiB in base64, and what was decided about it.
    private const int MaxText = 2 * 1024 * 1024;

    // Facts may still be written where output may not: how the session ended belongs into the recording.
    private const long ReserveForFacts = 2L * MaxText;

    private readonly LineJournal _journal;
    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private Task _keeper = Task.CompletedTask;
    private bool _isDisposed;

    private RecordingWriter(IRecordingFile file, RecordingHeader header, TimeProvider time, RecordingOptions options)
    {
        _journal = new LineJournal(file, new RecordingLines(header), time);
        _options = options;
        _time = time;
    }

    /// <summary>Cancelled when the recording fails, also between writes: the session must end.</summary>
    public CancellationToken FailureToken => _journal.FailureToken;

    /// <summary>Why the recording failed, or null.</summary>
    public RecordingException? Failure => _journal.Failure;

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
            await _journal.WriteAsync(
                (lines, time) => lines.Output(time, stream, piece.Span), sync, _options.MaxBytes, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Records a moment an auditor can jump to; on the disk when it completes.</summary>
    public ValueTask WriteMarkerAsync(string label, CancellationToken cancellationToken) =>
        WriteTextAsync(EventCodes.Marker, label, null, isDurable: true, cancellationToken);

    /// <summary>Records a fact; on the disk when it completes.</summary>
    /// <param name="code">One of <see cref="EventCodes"/>' fact codes, or another letter the format does not use.</param>
    /// <param name="data">Text, for most codes JSON; players ignore it.</param>
    /// <param name="cancellationToken">Stops the wait before the event is taken.</param>
    public ValueTask WriteEventAsync(string code, string data, CancellationToken cancellationToken)
    {
        ThrowUnlessFree(code);
        return WriteTextAsync(code, data, null, isDurable: true, cancellationToken);
    }

    /// <summary>Records a fact and, directly after it, a moment an auditor can jump to.</summary>
    /// <param name="code">As for <see cref="WriteEventAsync"/>.</param>
    /// <param name="data">Text, for most codes JSON; players ignore it.</param>
    /// <param name="label">The marker's.</param>
    /// <param name="isDurable">
    /// Whether both are on the disk when it completes; otherwise they get there with the next thing that does, at the latest within
    /// <see cref="RecordingOptions.SyncInterval"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the wait before they are taken.</param>
    public ValueTask WriteMarkedEventAsync(
        string code, string data, string label, bool isDurable, CancellationToken cancellationToken)
    {
        ThrowUnlessFree(code);
        ArgumentNullException.ThrowIfNull(label);
        return WriteTextAsync(code, data, label, isDurable, cancellationToken);
    }

    /// <summary>Records the screen's new size.</summary>
    public ValueTask ResizeAsync(int width, int height, CancellationToken cancellationToken)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        return _journal.WriteAsync(
            (lines, time) => lines.Event(time, EventCodes.Resize, size), sync: false, _options.MaxBytes, cancellationToken);
    }

    /// <summary>Ends the recording in good order; on the disk when it completes. Nothing can be written afterwards.</summary>
    /// <param name="reason">Why it ends.</param>
    /// <param name="cancellationToken">Stops the wait before it is taken.</param>
    public ValueTask<RecordingSeal> SealAsync(string reason, CancellationToken cancellationToken) =>
        SealAsync(reason, null, cancellationToken);

    /// <summary>The same, with the exit status as the last event before the seal.</summary>
    /// <param name="reason">Why it ends.</param>
    /// <param name="exit">A decimal number or the name of a signal; null where nothing was run.</param>
    /// <param name="cancellationToken">Stops the wait before it is taken.</param>
    public async ValueTask<RecordingSeal> SealAsync(string reason, string? exit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        RecordingSeal? seal = null;
        await _journal.WriteAsync(
            (lines, time) =>
            {
                if (exit is not null)
                {
                    lines.Event(time, EventCodes.Exit, exit);
                }

                seal = lines.Seal(time, reason);
            },
            sync: true,
            long.MaxValue,
            cancellationToken,
            isLast: true).ConfigureAwait(false);
        return seal!;
    }

    /// <summary>Ends the writing. A recording that was not sealed stays open, and verifies as such.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_journal.IsClosed)
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

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _keeper.ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
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
            await writer._journal.WriteAsync((_, _) => { }, sync: true, long.MaxValue, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (RecordingException)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        writer._keeper = writer.KeepAsync();
        return writer;
    }

    private static void ThrowUnlessFree(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (!EventCodes.IsFree(code))
        {
            throw new ArgumentException("The code is one letter that the format does not use itself.", nameof(code));
        }
    }

    private async ValueTask WriteTextAsync(
        string code, string text, string? label, bool isDurable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Encoding.UTF8.GetByteCount(text) > MaxText)
        {
            throw new RecordingException(RecordingFailure.TooLong, $"An event of a recording is at most {MaxText} bytes.");
        }

        // A quiet recording has no keeper at work: whoever is about to act on this fact must not find the disk full afterwards.
        await _journal.CheckSpaceAsync(_options.StopBelowFreeBytes).ConfigureAwait(false);
        await _journal.WriteAsync(
            (lines, time) =>
            {
                lines.Event(time, code, text);
                if (label is not null)
                {
                    lines.Event(time, EventCodes.Marker, label);
                }

                lines.Link(time);
            },
            isDurable,
            _options.MaxBytes + ReserveForFacts,
            cancellationToken).ConfigureAwait(false);
    }

    private ValueTask LinkAsync() => _journal.WriteAsync(
        (lines, time) =>
        {
            if (lines.HasUnlinked)
            {
                lines.Link(time);
            }
        },
        sync: true,
        long.MaxValue,
        CancellationToken.None);

    // Links and syncs what was written since, once per interval, only while there is something to do.
    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _journal.UnkeptAsync(_stopping.Token).ConfigureAwait(false);
                await Task.Delay(_options.SyncInterval, _time, _stopping.Token).ConfigureAwait(false);
                await _journal.CheckSpaceAsync(_options.StopBelowFreeBytes).ConfigureAwait(false);
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
}
