using System.Globalization;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Recording;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// An interactive program that people approved: what is typed into it is decided by nobody (catalogue C4), so the grant is
/// named as such to everybody, begins and ends on record, and is over after a fixed time.
/// </summary>
internal sealed class UngatedProgram(GateServices gate, SessionScope scope, AdmittedCommand command)
{
    private readonly GateSession _session = scope.Session;

    /// <summary>Runs the program under its grant.</summary>
    /// <param name="run">Runs it until it ends or its token is cancelled.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<CommandExit> RunAsync(Func<CancellationToken, Task<CommandExit>> run, CancellationToken cancellationToken)
    {
        var limit = gate.Options.Approvals.InteractiveLimit;
        using var deadline = new CancellationTokenSource(limit, gate.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var minutes = limit.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture);
        await NoteAsync(AuditEventType.UngatedInputBegan, $"UNGATED INPUT begins, for at most {minutes} min", limit, cancellationToken);
        await SayAsync($"what you type now goes to the program ungated, for at most {minutes} minutes; it is recorded as such", cancellationToken);
        _session.Phase = SessionPhase.Ungated;
        try
        {
            return await run(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The terminal may be in any state that the program left it in.
            await SayAsync($"the time for ungated input, {minutes} minutes, is over: the program was ended; ask again", cancellationToken);
            return new CommandExit(GateExit.Held);
        }
        finally
        {
            _session.Phase = SessionPhase.Running;
            await NoteAsync(AuditEventType.UngatedInputEnded, "UNGATED INPUT ends", limit, CancellationToken.None);
        }
    }

    private async Task NoteAsync(AuditEventType type, string label, TimeSpan limit, CancellationToken cancellationToken)
    {
        await scope.AuditAsync(
            type,
            AuditFacts.Of(scope.Grant).With("digest", command.Binding.Digest).With("limit", limit.ToString("c", CultureInfo.InvariantCulture)),
            command.Claim?.RequestId,
            cancellationToken);
        await scope.MarkAsync(
            EventCodes.Note,
            label,
            new { ungated = type == AuditEventType.UngatedInputBegan, digest = command.Binding.Digest, request = command.Claim?.RequestId },
            cancellationToken);
    }

    private ValueTask SayAsync(string text, CancellationToken cancellationToken) =>
        scope.Agent.SayAsync(new GateMessage("input", text) { SessionId = _session.Id }, cancellationToken);
}
