using SshGate.Gateway.Lanes.Shell;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// A database client on the target whose statements are gated one by one, at a prompt of the gate. It runs without a terminal
/// there, as for a script: nothing but admitted statements reaches it. Any lane with a terminal can use it: the exec lane for a
/// command that is such a client, the managed shell for a statement that is one. It takes the agent's input until it returns.
/// </summary>
/// <param name="gate">The gate.</param>
/// <param name="scope">The session; it has a terminal.</param>
/// <param name="input">The agent's input; somebody pumps it.</param>
internal sealed class ClientProgram(GateServices gate, SessionScope scope, ShellInput input)
{
    private readonly GateSession _session = scope.Session;

    /// <summary>Decides the start, runs the client until the agent leaves it or it ends, and returns how it ended.</summary>
    /// <param name="start">The client and its command line.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<CommandExit> RunAsync(ClientStart start, CancellationToken cancellationToken)
    {
        var pipeline = new CommandGate(gate, scope);
        var outcome = await new InterruptibleDecision(scope, pipeline, input).DecideAsync(
            new GatedAction
            {
                Line = start.Line,
                Analysis = pipeline.Analyze(start.Line),
                Input = ClientStart.Input,
                Environment = _session.Environment.ForTarget,
            },
            cancellationToken);
        if (outcome is not GateOutcome.Admitted admitted)
        {
            return new CommandExit(outcome is GateOutcome.Refused refused ? refused.ExitStatus : GateExit.Held);
        }

        _session.Phase = SessionPhase.Running;
        var output = new ClientOutput(scope.Agent.WriteAsync, admitted.Settings.Mask);
        await scope.Agent.SayAsync(
            new GateMessage("client", "each statement is decided before the database gets it; \\q leaves") { SessionId = _session.Id },
            cancellationToken);
        var exit = await new TargetRun(gate, scope, admitted.Command)
        {
            Input = new ClientStatements(gate, scope, start.Client, admitted.Command, input, output),
            Output = output.WriteAsync,
            HasTerminal = false,
            // Masked once, by the client's own output: masking before it could swallow the answers to the gate's questions.
            Settings = admitted.Settings with { Mask = [] },
        }.RunAsync(cancellationToken);
        await output.FinishAsync(cancellationToken);
        return exit;
    }
}
