using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>A decision that the agent can withdraw with Ctrl-C, while its terminal stays in the hands of the gate.</summary>
internal sealed class InterruptibleDecision(SessionScope scope, CommandGate pipeline, ShellInput input)
{
    /// <summary>Decides; null if the agent withdrew it with Ctrl-C before there was a decision.</summary>
    public async Task<GateOutcome?> DecideAsync(GatedAction action, CancellationToken cancellationToken)
    {
        using var withdrawn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        try
        {
            return await pipeline.DecideAsync(action, withdrawn.Token);
        }
        catch (OperationCanceledException) when (withdrawn.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await scope.Agent.SayAsync(
                new GateMessage("cancelled", "withdrawn by Ctrl-C; nothing was run") { SessionId = scope.Session.Id, ExitStatus = GateExit.Held },
                cancellationToken);
            return null;
        }
        finally
        {
            await decided.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (withdrawn.IsCancellationRequested)
            {
                // If the decision was quicker, Ctrl-C is for the command.
                input.Signal("INT");
            }
        }

        async Task WatchAsync()
        {
            await input.InterruptAsync(decided.Token);
            await withdrawn.CancelAsync();
        }
    }
}
