using System.Buffers;
using SshGate.Gateway.Sessions;
using SshGate.Recording;
using SshGate.Ssh.Connection;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>Lines that an agent edits on its terminal: the gate draws the prompt and owns the line (laws 1 and 2).</summary>
internal sealed class TerminalLines(SessionScope scope, ShellInput input, PtyRequest terminal)
{
    private readonly ArrayBufferWriter<byte> _drawing = new();
    private readonly LineHistory _history = new();
    private LineEditor? _editor;

    /// <summary>What the arrow keys bring back.</summary>
    public LineHistory History => _history;

    /// <summary>What the agent is told about a line that is not handed on.</summary>
    public static string Words(LineProblem problem) => problem switch
    {
        LineProblem.NotText => "the line holds bytes that are no UTF-8 text, or control characters",
        LineProblem.TooLong => $"the line has more than {LineEditor.MaxLineBytes / 1024} KiB; larger texts go as files (scp, sftp)",
    };

    /// <summary>Draws the prompt and lets the agent edit, until something happens; null when the agent's input is over.</summary>
    public async ValueTask<EditorEvent?> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        var editor = await BeginAsync(prompt, cancellationToken);
        while (true)
        {
            await input.WaitAsync(cancellationToken);
            if (input.TakeResize() is { } size)
            {
                editor.Resize((int)size.Columns, (int)size.Rows);
            }

            var happened = input.Feed(editor);
            await DrawAsync(cancellationToken);
            if (happened is not null)
            {
                return happened;
            }

            if (input.IsOver)
            {
                return null;
            }
        }
    }

    /// <summary>Terminals that show an escape sequence instead of following it.</summary>
    private static bool IsPlain(string term) => term is "" or "dumb" or "unknown" or "emacs";

    private async ValueTask<LineEditor> BeginAsync(string prompt, CancellationToken cancellationToken)
    {
        if (input.TakeOverflow())
        {
            await scope.Agent.SayAsync(
                new GateMessage(
                    "input",
                    $"more than {ShellInput.MaxPending / 1024} KiB were typed while a statement ran; all of that was dropped")
                {
                    SessionId = scope.Session.Id,
                },
                cancellationToken);
        }

        if (!scope.Agent.IsAtLineStart)
        {
            // Output without a line feed at its end: the prompt has a row of its own, or the line could not be drawn.
            _drawing.Write("\r\n"u8);
        }

        var size = scope.Session.Terminal!.Size;
        _editor ??= new LineEditor(_history, _drawing, (int)size.Columns, (int)size.Rows, IsPlain(terminal.Term));
        _editor.Resize((int)size.Columns, (int)size.Rows);
        _editor.Begin(prompt);
        await DrawAsync(cancellationToken);
        return _editor;
    }

    private async ValueTask DrawAsync(CancellationToken cancellationToken)
    {
        if (_drawing.WrittenCount > 0)
        {
            await scope.Agent.WriteAsync(OutputSource.Output, _drawing.WrittenMemory, cancellationToken);
            _drawing.ResetWrittenCount();
        }
    }
}
