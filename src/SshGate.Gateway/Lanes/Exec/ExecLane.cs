using SshGate.Gateway.Lanes.Programs;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Gateway.Lanes.Exec;

/// <summary>
/// The exec lane: one command string, together with its standard input where the command reads that as code. Decide, hold,
/// release exactly those bytes, relay. Before the decision the target has not even been dialled.
/// </summary>
internal sealed class ExecLane(GateServices gate, GateSession session, ReadOnlyMemory<byte> command) : ILane
{
    public Task RunAsync(CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync(Printable.Escape(command.Span), DecideAndRunAsync, channelGone);

    private async Task<CommandExit> DecideAndRunAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        var pipeline = new CommandGate(gate, scope);
        var line = CommandLine.Parse(command, CommandContext.Exec, scope.Grant.Target.Shell);
        var analysis = pipeline.Analyze(line);
        var hasTerminal = session.Terminal is not null;
        if (analysis.InputIsCode && hasTerminal)
        {
            if (ClientStart.Of(line, analysis) is { } start)
            {
                return await ShellInput.ServeAsync(
                    session, client => new ClientProgram(gate, scope, client).RunAsync(start, cancellationToken), cancellationToken);
            }

            if (!IsInterpreter(analysis))
            {
                return await RefuseTerminalAsync(pipeline, line, cancellationToken);
            }
        }

        ReadOnlyMemory<byte>? input = null;
        if (analysis.InputIsCode && !hasTerminal)
        {
            (input, var refusal) = await ReadCodeAsync(cancellationToken);
            if (refusal is not null)
            {
                var refused = await pipeline.RefuseAsync(
                    line,
                    refusal.Rule,
                    refusal.Reason,
                    $"this command runs its standard input as code, {refusal.Text}; nothing was run",
                    cancellationToken);
                return new CommandExit(refused.ExitStatus);
            }
        }

        var isPlain = Pagers.MustBePlain(analysis, hasTerminal);
        var outcome = await pipeline.DecideAsync(
            new GatedAction
            {
                Line = line,
                Analysis = analysis,
                Input = input,
                Environment = session.Environment.ForTarget,
                HasTerminal = hasTerminal && !isPlain,
            },
            cancellationToken);
        if (outcome is not GateOutcome.Admitted admitted)
        {
            return new CommandExit(outcome is GateOutcome.Refused no ? no.ExitStatus : GateExit.GateFailed);
        }

        session.Phase = SessionPhase.Running;
        var grant = isPlain ? InputGrant.InterruptOnly : admitted.Input;
        var run = new TargetRun(gate, scope, admitted.Command)
        {
            Input = admitted.Command.Binding.Input is { } withheld ? new WithheldCommandInput(withheld)
                : grant == InputGrant.Judged ? WithheldCommandInput.Empty
                : new ChannelCommandInput(scope, grant, hasTerminal && !isPlain),
            Output = isPlain ? new PlainLines(scope.Agent.WriteAsync).WriteAsync : null,
            HasTerminal = !isPlain,
            Settings = admitted.Settings,
        };
        return grant == InputGrant.Ungated
            ? await new UngatedProgram(gate, scope, admitted.Command).RunAsync(run.RunAsync, cancellationToken)
            : await run.RunAsync(cancellationToken);
    }

    /// <summary>
    /// A program other than a shell and a database client, which takes its code from the keys: an interactive program, for
    /// people to grant.
    /// </summary>
    private static bool IsInterpreter(CommandAnalysis analysis) => analysis.InputLanguage is null or CommandContext.Python;

    /// <summary>A terminal edits what is written to it (^U, ^V, echo, a shell's history): what would run is not what was judged.</summary>
    private static async Task<CommandExit> RefuseTerminalAsync(CommandGate pipeline, CommandLine line, CancellationToken cancellationToken)
    {
        var refused = await pipeline.RefuseAsync(
            line,
            "gate.input-terminal",
            "input that is code, with a terminal",
            "this command runs its standard input as code, which a terminal would change on its way; send the input without a terminal (ssh -T), "
            + "give a command line of a database client alone, or use the managed shell (ssh without a command); nothing was run",
            cancellationToken);
        return new CommandExit(refused.ExitStatus);
    }

    /// <summary>Standard input that is code, whole; or why it cannot be judged.</summary>
    private async Task<(ReadOnlyMemory<byte>? Input, CodeRefusal? Refusal)> ReadCodeAsync(CancellationToken cancellationToken)
    {
        var patience = gate.Options.Ssh.CodeInputTimeout;
        using var deadline = new CancellationTokenSource(patience, gate.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await WithheldInput.ReadAsync(session.Channel, either.Token) is { } input
                ? (input, null)
                : (null, new CodeRefusal(
                    "gate.input-limit",
                    "standard input over the limit",
                    $"and there is more of it than {WithheldInput.MaxBytes / 1024} KiB"));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, new CodeRefusal(
                "gate.input-timeout",
                "standard input did not end",
                $"and it did not end within {patience.TotalSeconds:0} seconds; close standard input when all is sent"));
        }
    }

    /// <param name="Rule">The gate's own rule.</param>
    /// <param name="Reason">For the audit log.</param>
    /// <param name="Text">For the agent: the second half of a sentence.</param>
    private sealed record CodeRefusal(string Rule, string Reason, string Text);
}
