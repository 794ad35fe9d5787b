using System.Text.Json;
using SshGate.Gateway.Audit;
using SshGate.Recording;

namespace SshGate.Gateway.Sessions;

/// <summary>What a lane works with while its session runs: the session, its grant, its recording, the recorded way to the agent.</summary>
internal sealed class SessionScope(
    GateServices gate,
    GateSession session,
    Grant grant,
    RecordingWriter recording,
    RecordedChannel agent)
{
    public GateSession Session => session;

    public Grant Grant => grant;

    /// <summary>The only way to the agent.</summary>
    public RecordedChannel Agent => agent;

    /// <summary>Writes an event into the recording that players do not show.</summary>
    public ValueTask RecordAsync(string code, object facts, CancellationToken cancellationToken) =>
        recording.WriteEventAsync(code, JsonSerializer.Serialize(facts), cancellationToken);

    /// <summary>Writes an event into the recording and a marker that people can jump to.</summary>
    public ValueTask MarkAsync(string code, string label, object facts, CancellationToken cancellationToken) =>
        MarkPrintableAsync(code, Terminal.Printable.Escape(label), facts, cancellationToken);

    /// <summary>The same with a label that has been made printable already: twice would make it unreadable.</summary>
    /// <param name="code">The event's code.</param>
    /// <param name="printable">The marker's label.</param>
    /// <param name="facts">The event's data.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isDurable">False where something durable follows before anything is done.</param>
    public ValueTask MarkPrintableAsync(
        string code, string printable, object facts, CancellationToken cancellationToken, bool isDurable = true) =>
        recording.WriteMarkedEventAsync(code, JsonSerializer.Serialize(facts), printable, isDurable, cancellationToken);

    /// <summary>Writes an audit event of this session; durable when it returns.</summary>
    public Task AuditAsync(AuditEventType type, AuditDetails details, string? requestId, CancellationToken cancellationToken) =>
        gate.Audit.AppendAsync(
            new AuditEvent
            {
                Type = type,
                ConnectionId = session.Connection.Id,
                SessionId = session.Id,
                RequestId = requestId,
                Principal = AuditPrincipal.From(grant.Identity),
                Details = details,
            },
            cancellationToken);
}
