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

    private Task<CommandExit> ConverseAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        session.Phase = SessionPhase.Idle;
        return ShellInput.ServeAsync(
            session,
            input =>
            {
                var runner = new StatementRunner(gate, scope, input);
                return session.Terminal is { } terminal
                    ? new TerminalShell(scope, runner, new TerminalLines(scope, input, terminal)).RunAsync(cancellationToken)
                    : new StreamShell(scope, input, runner).RunAsync(cancellationToken);
            },
            cancellationToken);
    }
}
