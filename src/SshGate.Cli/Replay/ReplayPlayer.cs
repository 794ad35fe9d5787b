using System.Text;
using System.Text.Json;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Cli.Replay;

/// <summary>Plays the events of one recording to a viewer, in their time, and gives his terminal back at the end.</summary>
internal sealed class ReplayPlayer(TextWriter output, TimeProvider time, ReplayOptions options)
{
    private readonly ReplayFilter _screen = new();
    private readonly PlainText _text = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _last;
    private TimeSpan _due;
    private bool _isAtLineStart = true;

    public async Task PlayAsync(RecordingReader reader, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Form == ReplayForm.Json)
            {
                await output.WriteLineAsync(HeaderJson(reader.Header));
            }

            await foreach (var read in reader.ReadAsync(cancellationToken))
            {
                await WaitAsync(read.Time, cancellationToken);
                await ShowAsync(read);
            }
        }
        finally
        {
            // Also after Ctrl-C: the viewer's terminal must not stay in the recorded program's state.
            await output.WriteAsync(_screen.Finish());
            await output.FlushAsync(CancellationToken.None);
        }
    }

    private async Task WaitAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!options.Waits || at <= _last)
        {
            return;
        }

        var pause = at - _last;
        _last = at;
        _due += (pause < options.IdleLimit ? pause : options.IdleLimit) / options.Speed;
        // Against the clock and not event by event, so that many short pauses do not add up their rounding.
        var wait = _due - time.GetElapsedTime(_started);
        if (wait > TimeSpan.Zero)
        {
            await output.FlushAsync(cancellationToken);
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task ShowAsync(RecordingEvent read)
    {
        if (options.Form == ReplayForm.Json)
        {
            await output.WriteLineAsync(EventJson(read));
        }
        else if (read.Code == EventCodes.Output)
        {
            await WriteAsync(options.Form == ReplayForm.Text ? _text.Filter(read.Data) : _screen.Filter(read.Data));
        }
        else if (options.ShowsMarkers && Name(read.Code) is { } name)
        {
            var end = options.Form == ReplayForm.Text ? "\n" : "\r\n";
            await WriteAsync($"{(_isAtLineStart ? "" : end)}[{read.Time:hh\\:mm\\:ss\\.fff}] {name}: {SafeText.Safe(read.Data)}{end}");
        }
    }

    private async Task WriteAsync(string text)
    {
        if (text.Length > 0)
        {
            _isAtLineStart = text[^1] == '\n';
            await output.WriteAsync(text);
        }
    }

    private static string? Name(string code) => code switch
    {
        EventCodes.Marker => "marker",
        EventCodes.Command => "command",
        EventCodes.Decision => "decision",
        EventCodes.Exit => "exit",
        EventCodes.Note => "note",
        _ => null,
    };

    // The default encoder writes everything that is not plain ASCII as \u escapes: safe on any terminal.
    private static string HeaderJson(RecordingHeader header) => JsonSerializer.Serialize(new
    {
        header.Id,
        header.Width,
        header.Height,
        header.Timestamp,
        header.Title,
        header.Command,
        header.Term,
        header.HasTerminal,
        header.Principal,
        header.Issuer,
        header.Agent,
        header.ClientId,
        header.ClientAddress,
        header.Target,
        header.TargetAddress,
        header.Account,
        header.GrantId,
        header.PolicyVersion,
        header.Facts,
    }, JsonSerializerOptions.Web);

    private static string EventJson(RecordingEvent read)
    {
        var isOutput = read.Code == EventCodes.Output;
        var isExact = !isOutput || Encoding.UTF8.GetBytes(read.Data).AsSpan().SequenceEqual(read.Bytes.Span);
        return JsonSerializer.Serialize(new
        {
            read.Line,
            Time = read.Time.TotalSeconds,
            read.Code,
            Stream = isOutput ? (read.Source == OutputSource.Error ? "stderr" : "stdout") : null,
            read.Data,
            Bytes = isExact ? null : Convert.ToBase64String(read.Bytes.Span),
        }, JsonSerializerOptions.Web);
    }
}
