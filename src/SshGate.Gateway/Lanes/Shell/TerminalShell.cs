using SshGate.Gateway.Sessions;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The managed shell on a terminal: the gate draws the prompt and owns the line (laws 1 and 2); what is typed while a statement
/// is decided or runs waits here, and is then edited like everything else.
/// </summary>
internal sealed class TerminalShell
{
    private readonly SessionScope _scope;
    private readonly StatementRunner _runner;
    private readonly StatementBuffer _text = new();
    private readonly TerminalLines _lines;

    public TerminalShell(SessionScope scope, StatementRunner runner, TerminalLines lines)
    {
        _scope = scope;
        _runner = runner;
        _lines = lines;
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
            var prompt = _text.IsEmpty ? ShellPrompt.Of(_scope.Grant, _runner.State) : ShellPrompt.Continuation;
            if (await _lines.ReadAsync(prompt, cancellationToken) is not { } happened)
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
                    await RefuseAsync(TerminalLines.Words(refused.Problem), cancellationToken);
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

    /// <summary>Runs what is whole; true when the session is over.</summary>
    private async ValueTask<bool> RunStatementsAsync(CancellationToken cancellationToken)
    {
        while (_text.TakeStatement() is { } statement)
        {
            _lines.History.Add(statement.Span);
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
}
