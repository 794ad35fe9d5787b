using System.Text.Json;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Onward;
using SshGate.Recording;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// What a lane works with while its session runs: the session, its grant, its recording, the recorded way to the agent, the way to
/// the target. Disposing ends what the session has open there.
/// </summary>
internal sealed class SessionScope : IAsyncDisposable
{
    private readonly GateServices _gate;
    private readonly RecordingWriter _recording;

    public SessionScope(GateServices gate, GateSession session, Grant grant, RecordingWriter recording, RecordedChannel agent)
    {
        _gate = gate;
        _recording = recording;
        Session = session;
        Grant = grant;
        Agent = agent;
        Onward = new SessionOnward(gate.Targets, this);
    }

    public GateSession Session { get; }

    public Grant Grant { get; }

    /// <summary>The only way to the agent.</summary>
    public RecordedChannel Agent { get; }

    /// <summary>The only way to the target.</summary>
    public SessionOnward Onward { get; }

    /// <summary>Writes an event into the recording that players do not show.</summary>
    public ValueTask RecordAsync(string code, object facts, CancellationToken cancellationToken) =>
        _recording.WriteEventAsync(code, JsonSerializer.Serialize(facts), cancellationToken);

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
        _recording.WriteMarkedEventAsync(code, JsonSerializer.Serialize(facts), printable, isDurable, cancellationToken);

    /// <summary>Writes an audit event of this session; durable when it returns.</summary>
    public Task AuditAsync(AuditEventType type, AuditDetails details, string? requestId, CancellationToken cancellationToken) =>
        _gate.Audit.AppendAsync(
            new AuditEvent
            {
                Type = type,
                ConnectionId = Session.Connection.Id,
                SessionId = Session.Id,
                RequestId = requestId,
                Principal = AuditPrincipal.From(Grant.Identity),
                Details = details,
            },
            cancellationToken);

    /// <summary>Names in the recording a certificate that is about to be used for the session.</summary>
    public ValueTask NoteCertificateAsync(IssuedCertificate issued, CancellationToken cancellationToken) =>
        MarkAsync(
            EventCodes.Note,
            $"certificate {issued.SerialText} for {issued.Hop.Account.Name}+{issued.Hop.Target.Name}",
            new
            {
                certificate = issued.SerialText,
                key_id = issued.Certificate.KeyId,
                key = issued.Certificate.Key.Fingerprint,
                authority = issued.Certificate.Authority.Fingerprint,
                target = issued.Hop.Target.Name,
                account = issued.Hop.Account.Name,
                forces_command = issued.Certificate.ForceCommand is not null,
            },
            cancellationToken);

    /// <summary>Ends what the session has open at the target.</summary>
    public ValueTask DisposeAsync() => Onward.DisposeAsync();
}
