using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.History;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Policy.Files;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// The one way from something an agent wants to the proof that it may run, for every lane (the fourth law): judge, record, audit,
/// hold where policy wants people, tell the agent. No lane asks the policy or the approval queue by itself.
/// </summary>
internal sealed class CommandGate(GateServices gate, SessionScope scope)
{
    private readonly GateSession _session = scope.Session;
    private readonly HistorySubject _past = new(scope.Grant.Identity, scope.Grant.Target.Name, scope.Session.Connection.Id);

    /// <summary>What the policy in force says the line does, before any rule is asked.</summary>
    public CommandAnalysis Analyze(CommandLine line) => gate.Policy.Current.Analyze(line);

    /// <summary>
    /// Admits a look at names and attributes that the policy lets pass as it stands. Clients look by the thousand, so it is not
    /// written down one by one, nor is the past asked; null when it has to go the whole way.
    /// </summary>
    public AdmittedCommand? TryAdmitLook(GatedAction action)
    {
        if (action.Line.File is not { Kind: FileOperationKind.Stat }
            || _session.Environment.WantsExplanation
            || _session.Environment.WithdrawnId is not null)
        {
            return null;
        }

        // Without the past: what depends on it is not known, and so does not let this pass.
        var verdict = Judge(action, history: null);
        return verdict.Kind == VerdictKind.Allow ? AdmittedCommand.FromVerdict(verdict, Bind(action, verdict)) : null;
    }

    /// <summary>Decides one action; waits for people where it must. Before it returns, nothing was sent anywhere.</summary>
    /// <exception cref="OperationCanceledException">It was withdrawn: the agent left, the session was killed, or the lane gave it up.</exception>
    public async Task<GateOutcome> DecideAsync(GatedAction action, CancellationToken cancellationToken)
    {
        await MarkCommandAsync(action.Line, cancellationToken);
        if (_session.Environment.WithdrawnId is { } withdrawn)
        {
            return Refusal(await new CommandReturn(gate, scope).WithdrawAsync(withdrawn, cancellationToken));
        }

        var verdict = await JudgeAsync(action, cancellationToken);
        if (verdict.Kind == VerdictKind.RequireApproval
            && !_session.Environment.WantsExplanation
            && await new ScriptPin(gate, scope, this).TryAsync(action, cancellationToken) is { } pinned)
        {
            action = pinned;
            await MarkCommandAsync(action.Line, cancellationToken);
            verdict = await JudgeAsync(action, cancellationToken);
        }

        var line = action.Line;
        var binding = Bind(action, verdict);
        await scope.MarkAsync(
            EventCodes.Decision,
            $"{Words(verdict.Kind)}: {Why(verdict)}",
            new { verdict = verdict.Kind.ToString(), risk = verdict.Risk.ToString(), rules = verdict.Rules, digest = binding.Digest, policy = verdict.PolicyVersion },
            cancellationToken);

        if (_session.Environment.WantsExplanation)
        {
            return await ExplainAsync(line, verdict, binding, cancellationToken);
        }

        // Who comes back for an approval was counted as held when it asked.
        await gate.History.DecidedAsync(_past, verdict, _session.Environment.RequestId is not null, cancellationToken);
        switch (verdict.Kind)
        {
            case VerdictKind.Allow:
                await AuditDecisionAsync(AuditEventType.CommandAllowed, line, verdict, binding.Digest, cancellationToken);
                return await AdmitAsync(AdmittedCommand.FromVerdict(verdict, binding), action, action.Analysis, verdict, cancellationToken);

            case VerdictKind.RequireApproval:
                return await HoldAsync(action, binding, verdict, cancellationToken);

            default:
                await AuditDecisionAsync(AuditEventType.CommandDenied, line, verdict, binding.Digest, cancellationToken);
                return await DenyAsync($"denied by policy: {Denial(verdict)}; nothing was run", verdict.Rules, cancellationToken);
        }
    }

    /// <summary>
    /// Admits a command that the gate itself wants to run for an action under decision, such as reading the script it names. Policy
    /// decides about it as about the agent's own; what it does not allow without a person is not done, and null.
    /// </summary>
    public async Task<AdmittedCommand?> AdmitOwnAsync(GatedAction action, CancellationToken cancellationToken)
    {
        var verdict = await JudgeAsync(action, cancellationToken);
        if (verdict.Kind != VerdictKind.Allow)
        {
            return null;
        }

        var binding = Bind(action, verdict);
        await AuditDecisionAsync(AuditEventType.CommandAllowed, action.Line, verdict, binding.Digest, cancellationToken);
        return AdmittedCommand.FromVerdict(verdict, binding);
    }

    /// <summary>Gives up what was admitted and not sent; an approval is used up by that, and the record and the agent are told why.</summary>
    public async Task AbandonAsync(AdmittedCommand command, string reason, CancellationToken cancellationToken)
    {
        await new CommandRelease(gate, scope, command).FailAsync(reason);
        await scope.Agent.SayAsync(
            new GateMessage("failed", reason) { RequestId = command.Claim?.RequestId, SessionId = _session.Id }, cancellationToken);
    }

    /// <summary>Refuses what could not even be judged, by a rule of the gate's own.</summary>
    /// <param name="line">What was asked for; null when there was no line.</param>
    /// <param name="rule">The gate's own rule, <c>gate.…</c>.</param>
    /// <param name="reason">For the audit log.</param>
    /// <param name="text">For the agent.</param>
    /// <param name="cancellationToken">Withdraws it.</param>
    public async Task<GateOutcome.Refused> RefuseAsync(
        CommandLine? line, string rule, string reason, string text, CancellationToken cancellationToken)
    {
        if (line is not null)
        {
            await MarkCommandAsync(line, cancellationToken);
            await AuditDecisionAsync(AuditEventType.CommandDenied, line, null, reason, cancellationToken);
        }

        return await DenyAsync(text, [rule], cancellationToken);
    }

    private async ValueTask<Verdict> JudgeAsync(GatedAction action, CancellationToken cancellationToken) =>
        Judge(action, await gate.History.ReadAsync(_past, action.Line, action.Input, cancellationToken));

    private Verdict Judge(GatedAction action, RequestHistory? history) => gate.Policy.Current.Evaluate(
        new CommandRequest
        {
            Subject = AuditFacts.Subject(scope.Grant.Identity),
            Target = AuditFacts.Target(scope.Grant.Target, scope.Grant.Account),
            Now = gate.Clock.GetUtcNow(),
            SourceAddress = scope.Grant.SourceAddress,
            Command = action.Line,
            Input = action.Input,
            HasTerminal = action.HasTerminal,
            Intent = _session.Environment.Reason,
            History = history,
        },
        action.Analysis);

    private CommandBinding Bind(GatedAction action, Verdict verdict) => new(
        action.Line,
        action.Input,
        action.Environment,
        action.Directory,
        scope.Grant.Target.Name,
        scope.Grant.Account.Name,
        verdict.PolicyVersion,
        action.HasTerminal);

    private async Task<GateOutcome> HoldAsync(
        GatedAction action, CommandBinding binding, Verdict verdict, CancellationToken cancellationToken)
    {
        if (verdict.Settings.Wait == WaitMode.Refuse && !_session.Environment.IsAsynchronous && _session.Environment.RequestId is null)
        {
            return await RefuseToWaitAsync(action.Line, verdict, binding, cancellationToken);
        }

        _session.Phase = SessionPhase.Held;
        var outcome = await new CommandHold(gate, scope).WaitAsync(
            binding, verdict, InputGrants.TakesKeystrokes(action.Analysis, action.HasTerminal), cancellationToken);
        if (outcome is HoldOutcome.Released released)
        {
            // Analysed anew: a policy that changed during the wait may call fewer programs interactive.
            return await AdmitAsync(released.Command, action, Analyze(binding.CommandLine), verdict, cancellationToken);
        }

        var refused = Refusal(outcome);
        if (refused.ExitStatus == GateExit.Denied)
        {
            await gate.History.RejectedAsync(_past, cancellationToken);
        }

        return refused;
    }

    private static GateOutcome.Refused Refusal(HoldOutcome outcome) => outcome is HoldOutcome.Ended ended
        ? new GateOutcome.Refused(ended.ExitStatus, ended.Message)
        : throw new InvalidOperationException("a hold ends by release or refusal");

    /// <summary>For clients that give up sooner than people answer: no at once, and nobody is asked.</summary>
    private async Task<GateOutcome.Refused> RefuseToWaitAsync(
        CommandLine line, Verdict verdict, CommandBinding binding, CancellationToken cancellationToken)
    {
        await AuditDecisionAsync(AuditEventType.CommandDenied, line, verdict, binding.Digest, cancellationToken);
        var message = new GateMessage(
            "held",
            $"this needs approval, and the policy lets nothing wait here: {Why(verdict)}; nothing was run; "
            + "ask with SSHGATE_ASYNC=1 and come back when it is approved")
        {
            SessionId = _session.Id,
            Rules = verdict.Rules,
            ExitStatus = GateExit.Held,
        };
        await scope.Agent.SayAsync(message, cancellationToken);
        return new GateOutcome.Refused(GateExit.Held, message);
    }

    private async ValueTask<GateOutcome> AdmitAsync(
        AdmittedCommand command,
        GatedAction action,
        CommandAnalysis analysis,
        Verdict verdict,
        CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<string> rules = command.Claim is null ? verdict.Rules
                : command.Claim.Fallback is { } spoke ? [spoke.RuleId]
                : [];
            await gate.History.AdmittedAsync(_past, action.Line, action.Input, verdict.Effective, rules, cancellationToken);
        }
        catch when (command.Claim is { } claim)
        {
            await gate.Approvals.FailAsync(claim, "the gate failed before the release", CancellationToken.None);
            throw;
        }

        return new GateOutcome.Admitted(command, InputGrants.Of(command, analysis, action.HasTerminal), verdict.Settings);
    }

    /// <summary>A dry run: the whole pipeline up to here, and then words instead of the command.</summary>
    private async Task<GateOutcome.Refused> ExplainAsync(
        CommandLine line, Verdict verdict, CommandBinding binding, CancellationToken cancellationToken)
    {
        await AuditDecisionAsync(AuditEventType.CommandExplained, line, verdict, binding.Digest, cancellationToken);
        await scope.Agent.WriteAsync(
            // Where a protocol has standard output, words go beside it.
            line.Context == CommandContext.Files ? OutputSource.Error : OutputSource.Output,
            Explanation.ToBytes(verdict, binding, _session.Environment.WantsJson, _session.Terminal is not null),
            cancellationToken);
        var status = Explanation.ExitStatus(verdict);
        return new GateOutcome.Refused(
            status,
            new GateMessage("explained", "this was a dry run: nothing was sent to the target") { SessionId = _session.Id, ExitStatus = status });
    }

    private async Task<GateOutcome.Refused> DenyAsync(string text, IReadOnlyList<string> rules, CancellationToken cancellationToken)
    {
        var message = new GateMessage("denied", text) { SessionId = _session.Id, Rules = rules, ExitStatus = GateExit.Denied };
        await scope.Agent.SayAsync(message, cancellationToken);
        return new GateOutcome.Refused(GateExit.Denied, message);
    }

    private ValueTask MarkCommandAsync(CommandLine line, CancellationToken cancellationToken) => scope.MarkPrintableAsync(
        EventCodes.Command,
        $"$ {Printable.Escape(line.Source.Span)}",
        new { text = Printable.Escape(line.Source.Span), bytes = Convert.ToBase64String(line.Source.Span) },
        cancellationToken,
        isDurable: false);

    private Task AuditDecisionAsync(
        AuditEventType type, CommandLine line, Verdict? verdict, string digestOrReason, CancellationToken cancellationToken)
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

    /// <summary>The policy author's own words where there are some: they know what the agent should do instead.</summary>
    private static string Denial(Verdict verdict)
    {
        var why = verdict.Message is { } message ? $"{message} (rule {string.Join(", ", verdict.Rules)})" : Why(verdict);
        return verdict.Hint is { } hint ? $"{why}; {hint}" : why;
    }

    private static string Why(Verdict verdict) =>
        verdict.Reasons.Count == 0
            ? $"rule {string.Join(", ", verdict.Rules)}"
            : string.Join("; ", Deciding(verdict).Take(3).Select(reason => $"{reason.Text} (rule {reason.Rule})"));

    /// <summary>The reasons of the rules that decided; a part of the line that another rule allows explains nothing.</summary>
    private static IEnumerable<VerdictReason> Deciding(Verdict verdict)
    {
        var deciding = verdict.Reasons.Where(reason => verdict.Rules.Contains(reason.Rule, StringComparer.Ordinal)).ToList();
        return deciding.Count > 0 ? deciding : verdict.Reasons;
    }
}
