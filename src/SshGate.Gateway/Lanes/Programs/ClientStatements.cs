using System.Collections.Immutable;
using System.Security.Cryptography;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Terminal;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// The standard input of a database client: the statements that the agent enters at the gate's own prompt, each an action of its
/// own. What was admitted is sent, byte for byte; what was refused never reaches the client, which goes on.
/// </summary>
internal sealed class ClientStatements(
    GateServices gate, SessionScope scope, DatabaseClient client, AdmittedCommand start, ShellInput input, ClientOutput output)
    : CommandInput
{
    /// <summary>
    /// The circumstance that a statement is bound to: which program it goes to. The same statement in another database is
    /// another action. Agents cannot set it; see <see cref="AgentEnvironment"/>.
    /// </summary>
    public const string ProgramVariable = "SSHGATE_PROGRAM";

    private readonly GateSession _session = scope.Session;
    private readonly CommandGate _pipeline = new(gate, scope);
    private readonly StatementBuffer _text = new(client.Language);
    private readonly TerminalLines _lines = new(scope, input, scope.Session.Terminal!);

    private readonly ImmutableSortedDictionary<string, string> _program =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add(ProgramVariable, Printable.Escape(start.Binding.Command.Span));

    public override InputGrant Grant => InputGrant.Statements;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        input.Enter(ShellInputMode.Busy);
        await target.WriteAsync(start.Binding.Input!.Value, cancellationToken);
        await SettleAsync(target, cancellationToken);
        do
        {
            input.Enter(ShellInputMode.Idle);
        }
        while (await ConverseAsync(target, cancellationToken));

        input.Enter(ShellInputMode.Busy);
        await target.EndAsync(cancellationToken);
    }

    /// <summary>One line of the agent's; false when it leaves.</summary>
    private async Task<bool> ConverseAsync(TargetInput target, CancellationToken cancellationToken)
    {
        switch (await _lines.ReadAsync(_text.IsEmpty ? client.Prompt : client.Continuation, cancellationToken))
        {
            case EditorEvent.Line line:
                _text.Append([.. line.Text.Span, (byte)'\n']);
                return await RunStatementsAsync(target, cancellationToken);
            case EditorEvent.Refused refused:
                await RefuseAsync(TerminalLines.Words(refused.Problem), cancellationToken);
                return true;
            case EditorEvent.EndOfInput when !_text.IsEmpty:
                await RefuseAsync("the input ends in the middle of a statement", cancellationToken);
                return true;
            case EditorEvent.Interrupt:
                _text.Clear();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Runs what is whole; false when the agent leaves.</summary>
    private async Task<bool> RunStatementsAsync(TargetInput target, CancellationToken cancellationToken)
    {
        input.Enter(ShellInputMode.Busy);
        while (_text.TakeStatement() is { } statement)
        {
            if (statement.Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                continue;
            }

            _lines.History.Add(statement.Span);
            if (DatabaseClient.IsLeave(statement.Span))
            {
                return false;
            }

            if (!await RunAsync(statement, target, cancellationToken))
            {
                _text.Clear();
            }
        }

        if (_text.Problem is { } problem)
        {
            await RefuseAsync(problem, cancellationToken);
        }

        return true;
    }

    /// <summary>Decides and sends one statement; false when Ctrl-C withdrew it, and with it what was entered together with it.</summary>
    private async Task<bool> RunAsync(ReadOnlyMemory<byte> statement, TargetInput target, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(statement, client.Language);
        GateOutcome? outcome;
        try
        {
            outcome = await new InterruptibleDecision(scope, _pipeline, input).DecideAsync(
                new GatedAction { Line = line, Analysis = _pipeline.Analyze(line), Environment = _program }, cancellationToken);
        }
        finally
        {
            // While people decided it was held.
            _session.Phase = SessionPhase.Running;
        }

        if (outcome is GateOutcome.Admitted { Command: var admitted })
        {
            await SendAsync(admitted, target, cancellationToken);
        }

        return outcome is not null;
    }

    /// <summary>The audit event first, then the proof's own bytes, then the wait for the client.</summary>
    private async Task SendAsync(AdmittedCommand admitted, TargetInput target, CancellationToken cancellationToken)
    {
        var release = new CommandRelease(gate, scope, admitted);
        var digest = admitted.Binding.Digest;
        release.Spend();
        await release.AuditAsync(details => details.With("program", start.Binding.Digest), cancellationToken);
        await scope.MarkAsync(
            EventCodes.Note, "released", new { released = digest, request = admitted.Claim?.RequestId, program = start.Binding.Digest }, cancellationToken);
        var (began, bytes, masked) = (gate.Clock.GetTimestamp(), output.Bytes, output.Masked);
        await target.WriteAsync(admitted.Binding.Command, cancellationToken);
        var interrupted = await SettleAsync(target, cancellationToken);
        await scope.AuditAsync(
            AuditEventType.CommandEnded,
            new AuditDetails()
                .With("digest", digest)
                .With("interrupted", interrupted)
                .With("bytes_out", output.Bytes - bytes)
                .With("masked", output.Masked - masked)
                .With("duration_ms", (long)gate.Clock.GetElapsedTime(began).TotalMilliseconds),
            admitted.Claim?.RequestId,
            cancellationToken);
    }

    /// <summary>
    /// Waits until the client has done all that was sent and keeps nothing of it. Ctrl-C interrupts the client; a second one gives
    /// it up, for a client that reads the question as part of something else will never answer.
    /// </summary>
    private async Task<bool> SettleAsync(TargetInput target, CancellationToken cancellationToken)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var question = client.Ask($"sshgate-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}-");
        var answered = output.ExpectAsync(question);
        await target.WriteAsync(question.Text, cancellationToken);
        var interrupts = new PlainInterrupts(scope, target);
        for (var interrupted = false; ; interrupted = true)
        {
            var interrupting = input.InterruptAsync(settled.Token).AsTask();
            await Task.WhenAny(answered, interrupting);
            if (answered.IsCompleted)
            {
                await settled.CancelAsync();
                await ((Task)interrupting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return interrupted;
            }

            await interrupting;
            await interrupts.InterruptAsync(cancellationToken);
        }
    }

    private ValueTask RefuseAsync(string problem, CancellationToken cancellationToken)
    {
        _text.Clear();
        return scope.Agent.SayAsync(
            new GateMessage("denied", $"{problem}; nothing was sent to the database") { Rules = ["gate.statement"], SessionId = _session.Id },
            cancellationToken);
    }
}
