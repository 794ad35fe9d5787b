using System.Buffers;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>Lines that came in and are not run yet: whole statements are taken out of it, one after the other.</summary>
internal sealed class StatementBuffer(CommandContext language = CommandContext.Shell)
{
    /// <summary>The longest statement: with what is carried, Linux still takes it as one argument (128 KiB).</summary>
    public const int MaxBytes = LineEditor.MaxLineBytes;

    /// <summary>What a shell reports when it cannot read its input.</summary>
    public const uint UnreadableStatus = 2;

    /// <summary>
    /// Bytes that are looked at for one statement. Every line that comes makes all of it be looked at again, which for thousands of
    /// lines one by one is more work than one agent may cause.
    /// </summary>
    private const long MaxScanned = 16L * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _text = new();
    private long _scanned;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _text.WrittenCount == 0;

    /// <summary>Whether the last line of what waits is whole.</summary>
    public bool EndsLine => IsEmpty || _text.WrittenSpan[^1] == (byte)'\n';

    /// <summary>Why the text that waits can never become a statement; null while it can.</summary>
    public string? Problem { get; private set; }

    public void Append(ReadOnlySpan<byte> text) => _text.Write(text);

    public void Clear()
    {
        _text.ResetWrittenCount();
        _scanned = 0;
        Problem = null;
    }

    /// <summary>Takes the first whole statement; null if there is none yet, or never will be.</summary>
    public ReadOnlyMemory<byte>? TakeStatement()
    {
        _scanned += _text.WrittenCount;
        if (_scanned > MaxScanned)
        {
            Problem = "a statement with so many lines goes as one paste, or as a file (scp, sftp)";
            return null;
        }

        var scan = IsEmpty ? null : StatementReader.Scan(_text.WrittenSpan, language);
        switch (scan)
        {
            case StatementScan.Complete complete when complete.Length <= MaxBytes:
                var statement = _text.WrittenSpan[..complete.Length].ToArray();
                var rest = _text.WrittenSpan[complete.Length..].ToArray();
                _text.ResetWrittenCount();
                _text.Write(rest);
                _scanned = 0;
                return statement;
            case StatementScan.Complete:
            case StatementScan.Incomplete when _text.WrittenCount > MaxBytes:
                Problem = $"a statement may have {MaxBytes / 1024} KiB; larger texts go as files (scp, sftp)";
                return null;
            case StatementScan.Invalid invalid:
                Problem = $"this is no statement: {invalid.Error.Message}";
                return null;
            default:
                return null;
        }
    }

    /// <summary>What the agent is told about <see cref="Problem"/>.</summary>
    public static GateMessage Refusal(string problem) =>
        new("denied", $"{problem}; nothing was run") { Rules = ["gate.statement"], ExitStatus = UnreadableStatus };
}
