using System.Runtime.CompilerServices;

namespace SshGate.Recording;

/// <summary>
/// Reads a recording, or any asciicast v2 file, event by event in bounded memory; also while it is being written.
/// Tolerant: what it cannot read it passes over. Whether the recording is as it was written is the verifier's question.
/// </summary>
public sealed class RecordingReader : IAsyncDisposable
{
    private readonly LineScanner _scanner;
    private readonly EventParser _parser;

    private RecordingReader(LineScanner scanner, RecordingHeader header, bool isOurs)
    {
        _scanner = scanner;
        _parser = new EventParser(feedsReturn: !header.HasTerminal);
        Header = header;
        IsSshGate = isOurs;
    }

    /// <summary>The first line.</summary>
    public RecordingHeader Header { get; }

    /// <summary>True if SshGate wrote it, so that there is a chain to verify.</summary>
    public bool IsSshGate { get; }

    /// <summary>Opens a recording.</summary>
    /// <exception cref="InvalidDataException">The file is no asciicast v2.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<RecordingReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        LineScanner? scanner = new(path);
        try
        {
            var isOurs = false;
            var line = await scanner.ReadAsync(cancellationToken).ConfigureAwait(false);
            var header = line is null ? null : HeaderLine.Parse(line.Value, out isOurs);
            if (header is null)
            {
                throw new InvalidDataException(
                    "The file is not a recording: its first line is no asciicast v2 header.");
            }

            var reader = new RecordingReader(scanner, header, isOurs);
            scanner = null;
            return reader;
        }
        finally
        {
            scanner?.Dispose();
        }
    }

    /// <summary>
    /// The events from here on, without those that only serve the format. Ends at the end of the file as it is now; a
    /// later call goes on with what was written since.
    /// </summary>
    public async IAsyncEnumerable<RecordingEvent> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _scanner.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (_parser.Parse(line, _scanner.Line) is { } read
                && read.Code is not (EventCodes.Bytes or EventCodes.Stream or EventCodes.Link))
            {
                yield return read;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _scanner.Dispose();
        return ValueTask.CompletedTask;
    }
}
