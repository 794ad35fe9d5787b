using System.Buffers;
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

    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _hasBegun;
    private bool _isOver;

    /// <summary>What was reported; null as long as there is no whole report.</summary>
    public ReadOnlyMemory<byte>? Text { get; private set; }

    /// <summary>Passes on what is output.</summary>
    public async ValueTask WriteAsync(
        CommandOutput output, OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (source != OutputSource.Output || (_isOver && _held.WrittenCount == 0))
        {
            await output(source, data, cancellationToken);
            return;
        }

        _held.Write(data.Span);
        var ready = Split();
        if (ready.Length > 0)
        {
            await output(source, ready, cancellationToken);
        }
    }

    /// <summary>The output is over: a report that has no end is none.</summary>
    public async ValueTask FinishAsync(CommandOutput output, CancellationToken cancellationToken)
    {
        if (_held.WrittenCount > 0)
        {
            await output(OutputSource.Output, Release(_held.WrittenCount), cancellationToken);
        }
    }

    /// <summary>What of the held bytes is certainly output.</summary>
    private byte[] Split()
    {
        byte[] before = [];
        if (!_hasBegun)
        {
            var begin = _held.WrittenSpan.IndexOf(mark.Span);
            _hasBegun = begin >= 0;
            before = Release(_hasBegun ? begin : _held.WrittenCount - PossibleBeginning());
        }

        if (!_hasBegun)
        {
            return before;
        }

        var end = _held.WrittenSpan[mark.Length..].IndexOf(mark.Span);
        if (end >= 0)
        {
            Text = _held.WrittenSpan.Slice(mark.Length, end).ToArray();
            _isOver = true;
            _ = Release(end + (2 * mark.Length));
            return [.. before, .. Release(_held.WrittenCount)];
        }

        if (_held.WrittenCount <= MaxBytes)
        {
            return before;
        }

        _isOver = true;
        return [.. before, .. Release(_held.WrittenCount)];
    }

    /// <summary>Bytes at the end that may be the first ones of a mark.</summary>
    private int PossibleBeginning()
    {
        var held = _held.WrittenSpan;
        for (var length = Math.Min(mark.Length - 1, held.Length); length > 0; length--)
        {
            if (held[^length..].SequenceEqual(mark.Span[..length]))
            {
                return length;
            }
        }

        return 0;
    }

    private byte[] Release(int count)
    {
        var released = _held.WrittenSpan[..count].ToArray();
        var rest = _held.WrittenSpan[count..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
        return released;
    }
}
