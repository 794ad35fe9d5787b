using System.Buffers;
using SshGate.Gateway.Sessions;
using SshGate.Recording;
using SshGate.Ssh.Connection;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The managed shell on a terminal: the gate draws the prompt and owns the line (laws 1 and 2); what is typed while a statement
/// is decided or runs waits here, and is then edited like everything else.
/// </summary>
internal sealed class TerminalShell
{
    private readonly SessionScope _scope;
    private readonly ShellInput _input;
    private readonly StatementRunner _runner;
    private readonly StatementBuffer _text = new();
    private readonly LineHistory _history = new();
    private readonly ArrayBufferWriter<byte> _drawing = new();
    private readonly LineEditor _editor;

    public TerminalShell(SessionScope scope, ShellInput input, StatementRunner runner, PtyRequest terminal)
    {
        _scope = scope;
        _input = input;
        _runner = runner;
        _editor = new LineEditor(
            _history, _drawing, (int)terminal.Size.Columns, (int)terminal.Size.Rows, IsPlain(terminal.Term));
    }

    /// <summary>Runs until the agent leaves.</summary>
    public async Task<CommandExit> RunAsync(CancellationToken cancellationToken)
    {
        var grant = _scope.Grant;
        await SayAsync(
            new GateMessage(
                "shell",
                $"{grant.Identity.Name}, this is a managed shell for {grant.Account.Name}@{grant.Target.Name}: "
                + "each statement is decided before it runs, and recorded; 'exit' leaves"),
            cancellationToken);
        while (true)
        {
            await BeginLineAsync(cancellationToken);
            if (await EditAsync(cancellationToken) is not { } happened)
            {
                return new CommandExit(_runner.State.Status);
            }

            switch (happened)
            {
                case EditorEvent.Line line:
                    _text.Append([.. line.Text.Span, (byte)'\n']);
                    if (await RunStatementsAsync(cancellationToken))
                    {
                        return new CommandExit(_runner.State.Status);
                    }

                    break;
                case EditorEvent.Refused refused:
                    await RefuseAsync(Words(refused.Problem), cancellationToken);
                    break;
                case EditorEvent.Interrupt:
                    _text.Clear();
                    // As a shell: 128 and the number of SIGINT.
                    _runner.State.Status = 130;
                    break;
                case EditorEvent.EndOfInput when _text.IsEmpty:
                    return new CommandExit(_runner.State.Status);
                case EditorEvent.EndOfInput:
                    await RefuseAsync("the input ends in the middle of a statement", cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Terminals that show an escape sequence instead of following it.</summary>
    private static bool IsPlain(string term) => term is "" or "dumb" or "unknown" or "emacs";

    private static string Words(LineProblem problem) => problem switch
    {
        LineProblem.NotText => "the line holds bytes that are no UTF-8 text, or control characters",
        LineProblem.TooLong => $"the line has more than {LineEditor.MaxLineBytes / 1024} KiB; larger texts go as files (scp, sftp)",
    };

    private async ValueTask BeginLineAsync(CancellationToken cancellationToken)
    {
        if (_input.TakeOverflow())
        {
            await SayAsync(
                new GateMessage(
                    "input",
                    $"more than {ShellInput.MaxPending / 1024} KiB were typed while a statement ran; all of that was dropped"),
                cancellationToken);
        }

        if (!_scope.Agent.IsAtLineStart)
        {
            // Output without a line feed at its end: the prompt has a row of its own, or the line could not be drawn.
            _drawing.Write("\r\n"u8);
        }

        var size = _scope.Session.Terminal!.Size;
        _editor.Resize((int)size.Columns, (int)size.Rows);
        _editor.Begin(_text.IsEmpty ? ShellPrompt.Of(_scope.Grant, _runner.State) : ShellPrompt.Continuation);
        await DrawAsync(cancellationToken);
    }

    /// <summary>Edits until something happens; null when the agent's input is over.</summary>
    private async ValueTask<EditorEvent?> EditAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _input.WaitAsync(cancellationToken);
            if (_input.TakeResize() is { } size)
            {
                _editor.Resize((int)size.Columns, (int)size.Rows);
            }

            var happened = _input.Feed(_editor);
            await DrawAsync(cancellationToken);
            if (happened is not null)
            {
                return happened;
            }

            if (_input.IsOver)
            {
                return null;
            }
        }
    }

    /// <summary>Runs what is whole; true when the session is over.</summary>
    private async ValueTask<bool> RunStatementsAsync(CancellationToken cancellationToken)
    {
        while (_text.TakeStatement() is { } statement)
        {
            _history.Add(statement.Span);
            var end = await _runner.RunAsync(statement, cancellationToken);
            if (end.EndsSession)
            {
                return true;
            }

            if (end.WasInterrupted)
            {
                _text.Clear();
            }
        }

        if (_text.Problem is { } problem)
        {
            await RefuseAsync(problem, cancellationToken);
        }

        return false;
    }

    private async ValueTask RefuseAsync(string problem, CancellationToken cancellationToken)
    {
        _text.Clear();
        _runner.State.Status = StatementBuffer.UnreadableStatus;
        await SayAsync(StatementBuffer.Refusal(problem), cancellationToken);
    }

    private ValueTask SayAsync(GateMessage message, CancellationToken cancellationToken) =>
        _scope.Agent.SayAsync(message with { SessionId = _scope.Session.Id }, cancellationToken);

    private async ValueTask DrawAsync(CancellationToken cancellationToken)
    {
        if (_drawing.WrittenCount > 0)
        {
            await _scope.Agent.WriteAsync(OutputSource.Output, _drawing.WrittenMemory, cancellationToken);
            _drawing.ResetWrittenCount();
        }
    }
}
