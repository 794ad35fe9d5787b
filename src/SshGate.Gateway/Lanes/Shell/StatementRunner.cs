using SshGate.Gateway.Lanes.Programs;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Ssh;
using SshGate.Terminal;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// Brings one complete statement of a managed shell to the pipeline and runs it as an exec of its own. What goes wrong with it
/// ends the statement; only what would leave the session unrecorded, or without an agent, ends the session.
/// </summary>
internal sealed class StatementRunner(GateServices gate, SessionScope scope, ShellInput input)
{
    private readonly GateSession _session = scope.Session;
    private readonly CommandGate _pipeline = new(gate, scope);

    /// <summary>What the session carries; the status of the last statement is there.</summary>
    public ShellState State { get; } = new();

    /// <summary>Decides and runs one statement.</summary>
    /// <param name="statement">Its bytes with the line feed at the end.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public async Task<StatementEnd> RunAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(statement, CommandContext.Shell, scope.Grant.Target.Shell);
        if (line.Syntax is { Items.Count: 0 })
        {
            // An empty line, or a comment.
            return default;
        }

        if (SessionEnd.Of(line, State.Status) is { } status)
        {
            State.Status = status;
            return new StatementEnd(EndsSession: true);
        }

        input.Enter(ShellInputMode.Busy);
        _session.Command = Printable.Escape(statement.Span.TrimEnd((byte)'\n'));
        _session.Phase = SessionPhase.Deciding;
        try
        {
            return await DecideAndRunAsync(line, cancellationToken);
        }
        catch (Exception failure) when (EndsStatementOnly(failure, cancellationToken))
        {
            var (_, message) = SessionFailure.Explain(failure, _session, agentGone: false);
            await scope.Agent.SayAsync(message, cancellationToken);
            State.Status = message.ExitStatus ?? GateExit.GateFailed;
            return default;
        }
        finally
        {
            _session.Phase = SessionPhase.Idle;
            _session.Command = null;
            input.Enter(ShellInputMode.Idle);
        }
    }

    /// <summary>The target's side failed, and the agent is still there: the next statement dials again.</summary>
    private bool EndsStatementOnly(Exception failure, CancellationToken cancellationToken) =>
        failure is TargetUnavailableException or CommandAbandonedException or SshProtocolException or IOException
        && !cancellationToken.IsCancellationRequested
        && !_session.Channel.Closed.IsCompleted;

    private async Task<StatementEnd> DecideAndRunAsync(CommandLine typed, CancellationToken cancellationToken)
    {
        if (HistoryReference.IsIn(typed))
        {
            return await RefuseAsync(
                typed,
                "gate.history",
                "history expansion",
                "an interactive shell would put an earlier command in place of '!' or a leading '^', and this one has no such history; "
                + "quote it with single quotes if it is meant as text; nothing was run",
                cancellationToken);
        }

        var hasTerminal = _session.Terminal is not null;
        var effects = ShellEffects.Of(typed);
        var wire = WireText.Of(State, typed.Source.Span, effects);
        var line = CommandLine.ForStatement(wire.Bytes, wire.Carried, scope.Grant.Target.Shell);
        var analysis = _pipeline.Analyze(line);
        if (analysis.InputIsCode && hasTerminal)
        {
            if (ClientStart.Of(typed, _pipeline.Analyze(typed)) is { } start)
            {
                return await RunClientAsync(start, cancellationToken);
            }

            return await RefuseAsync(
                line,
                "gate.input-terminal",
                "input that is code, with a terminal",
                "this command runs its standard input as code, which a terminal would change on its way; give the code on the command "
                + "line or in a here-document; nothing was run",
                cancellationToken);
        }

        var isPlain = Pagers.MustBePlain(analysis, hasTerminal);
        var outcome = await new InterruptibleDecision(scope, _pipeline, input).DecideAsync(
            new GatedAction
            {
                Line = line,
                Analysis = analysis,
                // Without a terminal every statement reads an empty input, so that is what is judged.
                Input = analysis.InputIsCode ? ReadOnlyMemory<byte>.Empty : null,
                Environment = _session.Environment.ForTarget,
                Directory = State.Directory,
                HasTerminal = hasTerminal && !isPlain,
            },
            cancellationToken);
        switch (outcome)
        {
            case GateOutcome.Admitted admitted:
                return await RunAdmittedAsync(admitted, wire, effects, hasTerminal && !isPlain, cancellationToken);
            case GateOutcome.Refused refused:
                State.Status = refused.ExitStatus;
                return default;
            default:
                State.Status = GateExit.Held;
                return new StatementEnd(WasInterrupted: true);
        }
    }

    private async Task<StatementEnd> RunAdmittedAsync(
        GateOutcome.Admitted admitted, WireText wire, ShellEffects effects, bool hasTerminal, CancellationToken cancellationToken)
    {
        _session.Phase = SessionPhase.Running;
        var isPlain = _session.Terminal is not null && !hasTerminal;
        var grant = isPlain ? InputGrant.InterruptOnly : admitted.Input;
        var keys = new ShellCommandInput(scope, input, grant, hasTerminal);
        var report = wire.Report is { } asked ? new OutputReport(asked.Mark) : null;
        var run = new TargetRun(gate, scope, admitted.Command)
        {
            Input = _session.Terminal is null ? WithheldCommandInput.Empty : keys,
            Output = isPlain ? new PlainLines(scope.Agent.WriteAsync).WriteAsync : null,
            HasTerminal = hasTerminal,
            Report = report,
            Settings = admitted.Settings,
        };
        var exit = grant == InputGrant.Ungated
            ? await new UngatedProgram(gate, scope, admitted.Command).RunAsync(run.RunAsync, cancellationToken)
            : await run.RunAsync(cancellationToken);
        State.Status = SignalStatus.Of(exit);
        if (report?.Text is { } text)
        {
            await TakeOverAsync(wire.Report!, text, effects, admitted.Settings.Mask, hasTerminal, cancellationToken);
            return new StatementEnd(WasInterrupted: keys.WasInterrupted);
        }

        // The line that reports was not reached: the statement ended its shell, and with it the session, as it would have there.
        return new StatementEnd(effects.Exits && exit.Signal is null && !keys.WasInterrupted, keys.WasInterrupted);
    }

    /// <summary>
    /// A database client, whose statements are gated in turn. It starts in the account's own directory and without the variables
    /// that are carried here, for those are lines of a shell, and a client alone is what is started.
    /// </summary>
    private async Task<StatementEnd> RunClientAsync(ClientStart start, CancellationToken cancellationToken)
    {
        State.Status = SignalStatus.Of(await new ClientProgram(gate, scope, input).RunAsync(start, cancellationToken));
        return default;
    }

    private async Task TakeOverAsync(
        StateReport report,
        ReadOnlyMemory<byte> text,
        ShellEffects effects,
        IReadOnlyList<string> mask,
        bool hasTerminal,
        CancellationToken cancellationToken)
    {
        var reported = report.Read(text.Span, hasTerminal);
        var problems = reported is null
            ? ["what the statement changed cannot be read; directory and variables stay as they were"]
            : State.Apply(reported, effects, mask);
        await scope.MarkAsync(
            EventCodes.Note,
            $"in {State.ShownDirectory}",
            new { directory = State.Directory, variables = State.Variables.Select(variable => variable.Key) },
            cancellationToken);
        foreach (var problem in problems)
        {
            await scope.Agent.SayAsync(new GateMessage("shell", problem) { SessionId = _session.Id }, cancellationToken);
        }
    }

    private async Task<StatementEnd> RefuseAsync(
        CommandLine line, string rule, string reason, string text, CancellationToken cancellationToken)
    {
        State.Status = (await _pipeline.RefuseAsync(line, rule, reason, text, cancellationToken)).ExitStatus;
        return default;
    }
}
