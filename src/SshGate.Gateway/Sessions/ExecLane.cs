using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The exec lane: one command string, together with its standard input where the command reads that as code. Decide, hold,
/// release exactly those bytes, relay. Before the decision the target has not even been dialled.
/// </summary>
internal sealed class ExecLane(GateServices gate, GateSession session)
{
    /// <summary>Runs the lane for the bytes of one exec request.</summary>
    public Task RunAsync(ReadOnlyMemory<byte> command, CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync(
            Printable.Escape(command.Span), (scope, cancel) => DecideAndRunAsync(scope, command, cancel), channelGone);

    /// <summary>Answers a shell request, which has no lane yet, with words instead of a bare failure.</summary>
    public Task RefuseShellAsync(CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync(
            null,
            async (scope, cancel) =>
            {
                await scope.AuditAsync(
                    AuditEventType.ChannelRefused, new AuditDetails().With("what", "channel request").With("type", "shell"), null, cancel);
                return await DenyAsync(
                    scope,
                    "interactive shells are not offered; give one command on the command line, such as: ssh GATE 'uptime'",
                    [],
                    cancel);
            },
            channelGone);

    private async Task<CommandExit> DecideAndRunAsync(SessionScope scope, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var policy = gate.Policy.Current;
        var line = CommandLine.Parse(bytes, CommandContext.Exec);
        await scope.MarkAsync(
            EventCodes.Command,
            $"$ {Printable.Escape(line.Source.Span)}",
            new { text = Printable.Escape(line.Source.Span), bytes = Convert.ToBase64String(line.Source.Span) },
            cancellationToken);

        ReadOnlyMemory<byte>? input = null;
        var analysis = policy.Analyze(line);
        if (analysis.InputIsCode)
        {
            (input, var refusal) = await ReadCodeAsync(cancellationToken);
            if (refusal is not null)
            {
                await AuditDecisionAsync(scope, AuditEventType.CommandDenied, line, null, refusal.Reason, cancellationToken);
                return await DenyAsync(
                    scope, $"this command runs its standard input as code, {refusal.Text}; nothing was run", [refusal.Rule], cancellationToken);
            }
        }

        var verdict = policy.Evaluate(
            new CommandRequest
            {
                Subject = AuditFacts.Subject(scope.Grant.Identity),
                Target = AuditFacts.Target(scope.Grant.Target, scope.Grant.Account),
                Now = gate.Clock.GetUtcNow(),
                SourceAddress = scope.Grant.SourceAddress,
                Command = line,
                Input = input,
                HasTerminal = session.Terminal is not null,
            },
            analysis);
        var binding = new CommandBinding(
            line,
            input,
            session.Environment.ForTarget,
            directory: null,
            scope.Grant.Target.Name,
            scope.Grant.Account.Name,
            verdict.PolicyVersion);
        await scope.MarkAsync(
            EventCodes.Decision,
            $"{Words(verdict.Kind)}: {Why(verdict)}",
            new { verdict = verdict.Kind.ToString(), risk = verdict.Risk.ToString(), rules = verdict.Rules, digest = binding.Digest, policy = verdict.PolicyVersion },
            cancellationToken);

        switch (verdict.Kind)
        {
            case VerdictKind.Allow:
                await AuditDecisionAsync(scope, AuditEventType.CommandAllowed, line, verdict, binding.Digest, cancellationToken);
                return await ReleaseAsync(scope, AdmittedCommand.FromVerdict(verdict, binding), analysis, cancellationToken);

            case VerdictKind.RequireApproval:
                return await HoldAsync(scope, binding, verdict, cancellationToken);

            default:
                await AuditDecisionAsync(scope, AuditEventType.CommandDenied, line, verdict, binding.Digest, cancellationToken);
                return await DenyAsync(scope, $"denied by policy: {Why(verdict)}; nothing was run", verdict.Rules, cancellationToken);
        }
    }

    /// <summary>Standard input that is code, whole; or why it cannot be judged.</summary>
    private async Task<(ReadOnlyMemory<byte>? Input, CodeRefusal? Refusal)> ReadCodeAsync(CancellationToken cancellationToken)
    {
        if (session.Terminal is not null)
        {
            // A terminal edits what is written to it (^U, ^V, echo, a shell's history): what would run is not what was judged.
            return (null, new CodeRefusal(
                "gate.input-terminal",
                "input that is code, with a terminal",
                "which a terminal would change on its way; send the input without a terminal (ssh -T)"));
        }

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

    private async Task<CommandExit> HoldAsync(
        SessionScope scope, CommandBinding binding, Verdict verdict, CancellationToken cancellationToken)
    {
        session.Phase = SessionPhase.Held;
        var hold = new CommandHold(gate, scope);
        switch (await hold.WaitAsync(binding, verdict, cancellationToken))
        {
            case HoldOutcome.Released released:
                // Anew: a policy that changed during the wait may call fewer programs interactive.
                return await ReleaseAsync(
                    scope, released.Command, gate.Policy.Current.Analyze(binding.CommandLine), cancellationToken);
            case HoldOutcome.Ended ended:
                return new CommandExit(ended.ExitStatus);
            default:
                return new CommandExit(GateExit.GateFailed);
        }
    }

    private async Task<CommandExit> ReleaseAsync(
        SessionScope scope, AdmittedCommand command, CommandAnalysis analysis, CancellationToken cancellationToken)
    {
        session.Phase = SessionPhase.Running;
        var input = InputGrants.Of(command, analysis, session.Terminal is not null);
        return await new TargetRun(gate, scope, command, input).RunAsync(cancellationToken);
    }

    private async Task<CommandExit> DenyAsync(
        SessionScope scope, string text, IReadOnlyList<string> rules, CancellationToken cancellationToken)
    {
        await scope.Agent.SayAsync(
            new GateMessage("denied", text) { SessionId = session.Id, Rules = rules, ExitStatus = GateExit.Denied },
            cancellationToken);
        return new CommandExit(GateExit.Denied);
    }

    private static Task AuditDecisionAsync(
        SessionScope scope,
        AuditEventType type,
        CommandLine line,
        Verdict? verdict,
        string digestOrReason,
        CancellationToken cancellationToken)
    {
        var details = AuditFacts.Of(scope.Grant)
            .With("command", Printable.Escape(line.Source.Span))
            .With("command_bytes", line.Source)
            .With(verdict is null ? "reason" : "digest", digestOrReason);
        return scope.AuditAsync(type, verdict is null ? details : details.With(verdict), null, cancellationToken);
    }

    private static string Words(VerdictKind kind) => kind switch
    {
        VerdictKind.Allow => "allowed",
        VerdictKind.RequireApproval => "held",
        VerdictKind.Deny => "denied",
    };

    private static string Why(Verdict verdict) =>
        verdict.Reasons.Count == 0
            ? $"rule {string.Join(", ", verdict.Rules)}"
            : string.Join("; ", verdict.Reasons.Take(3).Select(reason => $"{reason.Text} (rule {reason.Rule})"));

    /// <param name="Rule">The gate's own rule.</param>
    /// <param name="Reason">For the audit log.</param>
    /// <param name="Text">For the agent: the second half of a sentence.</param>
    private sealed record CodeRefusal(string Rule, string Reason, string Text);
}
