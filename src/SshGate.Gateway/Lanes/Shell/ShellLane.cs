using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The managed shell: not a shell on the target but a line discipline in the gate. Each complete statement goes through the
/// pipeline and runs on the target as an exec of its own; directory and variables are carried by the gate.
/// </summary>
internal sealed class ShellLane(GateServices gate, GateSession session) : ILane
{
    public Task RunAsync(CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync(null, ConverseAsync, channelGone);

    private async Task<CommandExit> ConverseAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        session.Phase = SessionPhase.Idle;
        var input = new ShellInput(session.Terminal is not null);
        session.Resized = input.Resize;
        session.Signalled = name =>
        {
            if (!input.Signal(name))
            {
                _ = session.KillAsync($"ended by the agent (signal {Terminal.Printable.Escape(name)})");
            }
        };
        var runner = new StatementRunner(gate, scope, input);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumping = input.PumpAsync(session.Channel.ReadAsync, over.Token);
        try
        {
            return session.Terminal is { } terminal
                ? await new TerminalShell(scope, input, runner, terminal).RunAsync(cancellationToken)
                : await new StreamShell(scope, input, runner).RunAsync(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
