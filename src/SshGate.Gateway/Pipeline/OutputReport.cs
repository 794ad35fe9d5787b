using SshGate.Recording;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Takes one report that a lane had printed for itself out of a command's standard output: what stands between two equal marks.
/// Neither agent nor recording get it. Only the first one counts, and only a bounded one; everything else is output, in order,
/// however it was divided.
/// </summary>
/// <param name="mark">Not guessable, and beginning with a byte that does not occur in usual output.</param>
internal sealed class OutputReport(ReadOnlyMemory<byte> mark)
{
    /// <summary>More than any report a lane asks for; with marks, what is held back at most.</summary>
    private const int MaxBytes = 128 * 1024;

    private readonly HeldBytes _held = new();
    private bool _hasBegun;
    private bool _isOver;

    /// <summary>What was reported; null as long as there is no whole report.</summary>
    public ReadOnlyMemory<byte>? Text { get; private set; }

    /// <summary>Passes on what is output.</summary>
    public async ValueTask WriteAsync(
        CommandOutput output, OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (source != OutputSource.Output || (_isOver && _held.Count == 0))
        {
            await output(source, data, cancellationToken);
            return;
        }

        _held.Add(data.Span);
        var ready = Split();
        if (ready.Length > 0)
        {
            await output(source, ready, cancellationToken);
        }
    }

    /// <summary>The output is over: a report that has no end is none.</summary>
    public async ValueTask FinishAsync(CommandOutput output, CancellationToken cancellationToken)
    {
        if (_held.Count > 0)
        {
            await output(OutputSource.Output, _held.Release(_held.Count), cancellationToken);
        }
    }

    /// <summary>What of the held bytes is certainly output.</summary>
    private byte[] Split()
    {
        byte[] before = [];
        if (!_hasBegun)
        {
            var begin = _held.Span.IndexOf(mark.Span);
            _hasBegun = begin >= 0;
            before = _hasBegun ? _held.Release(begin) : _held.ReleaseBefore(mark.Span);
        }

        if (!_hasBegun)
        {
            return before;
        }

        var end = _held.Span[mark.Length..].IndexOf(mark.Span);
        if (end >= 0)
        {
            Text = _held.Span.Slice(mark.Length, end).ToArray();
            _isOver = true;
            _ = _held.Release(end + (2 * mark.Length));
            return [.. before, .. _held.Release(_held.Count)];
        }

        if (_held.Count <= MaxBytes)
        {
            return before;
        }

        _isOver = true;
        return [.. before, .. _held.Release(_held.Count)];
    }
}
