using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The managed shell without a terminal (<c>ssh -T gate</c>, <c>ssh gate &lt; script</c>): no prompt and no echo; statements are taken
/// from standard input as they become whole, and each is decided for itself.
/// </summary>
internal sealed class StreamShell(SessionScope scope, ShellInput input, StatementRunner runner)
{
    private readonly StatementBuffer _text = new();

    /// <summary>Runs to the end of the input.</summary>
    public async Task<CommandExit> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_text.TakeStatement() is { } statement)
            {
                if ((await runner.RunAsync(statement, cancellationToken)).EndsSession)
                {
                    return new CommandExit(runner.State.Status);
                }
            }

            if (_text.Problem is { } problem)
            {
                // Where the next statement would begin is not known: reading on could run the middle of something.
                return await RefuseAsync(problem, cancellationToken);
            }

            if (input.IsOver)
            {
                return _text.IsEmpty
                    ? new CommandExit(runner.State.Status)
                    : await RefuseAsync("the input ends in the middle of a statement", cancellationToken);
            }

            await input.WaitAsync(cancellationToken);
            _text.Append(input.Take().Span);
            if (input.IsOver && !_text.EndsLine)
            {
                // As every shell does with a last line that has no line feed.
                _text.Append("\n"u8);
            }
        }
    }

    private async Task<CommandExit> RefuseAsync(string problem, CancellationToken cancellationToken)
    {
        await scope.Agent.SayAsync(StatementBuffer.Refusal(problem), cancellationToken);
        return new CommandExit(StatementBuffer.UnreadableStatus);
    }
}
