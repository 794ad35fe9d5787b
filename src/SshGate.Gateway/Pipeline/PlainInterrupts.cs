using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Ctrl-C for a command that has no terminal: the first one is a signal. Some targets pass no signals on (OpenSSH with a forced
/// command, or for root), so the second one gives the command up.
/// </summary>
internal sealed class PlainInterrupts(SessionScope scope, TargetInput target)
{
    private bool _wasSignalled;

    /// <exception cref="CommandAbandonedException">It was the second one.</exception>
    public async ValueTask InterruptAsync(CancellationToken cancellationToken)
    {
        if (_wasSignalled)
        {
            throw new CommandAbandonedException();
        }

        _wasSignalled = true;
        await target.SignalAsync("INT", cancellationToken);
        await scope.Agent.SayAsync(
            new GateMessage("input", "SIGINT was sent; Ctrl-C again gives the command up") { SessionId = scope.Session.Id }, cancellationToken);
    }
}
