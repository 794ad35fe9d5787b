using SshGate.Gateway.Store;

namespace SshGate.Gateway.Audit;

/// <summary>
/// The audit log: append-only, hash-chained, on the disk before a call returns. What cannot be written here must not
/// happen; so callers await the append before the act that it speaks of.
/// </summary>
public sealed class AuditLog
{
    private readonly GateStore _store;
    private readonly TimeProvider _clock;

    /// <summary>Appends to the log in <paramref name="store"/>.</summary>
    public AuditLog(GateStore store, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
    }

    /// <summary>Appends one event and returns the new end of the log when it is durable.</summary>
    /// <exception cref="StoreException">It is not written.</exception>
    public Task<AuditHead> AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return _store.WriteAsync(session => Append(session, auditEvent), cancellationToken);
    }

    /// <summary>Reads entries in order, at most <paramref name="limit"/>, beginning behind <paramref name="after"/>.</summary>
    public Task<List<AuditEntry>> ReadAsync(
        long after, int limit, string? sessionId, string? requestId, CancellationToken cancellationToken) =>
        _store.ReadAsync(
            session => session.Query(
                $"""
                SELECT {AuditChain.Columns} FROM audit_events
                WHERE sequence > @after
                  AND (@session IS NULL OR session_id = @session)
                  AND (@request IS NULL OR request_id = @request)
                ORDER BY sequence LIMIT @limit
                """,
                AuditChain.Read,
                ("@after", after),
                ("@session", sessionId),
                ("@request", requestId),
                ("@limit", limit)),
            cancellationToken);

    /// <summary>The newest sessions, or one by its id: the entry of its start, and that of its end if it has one.</summary>
    internal Task<List<(AuditEntry Started, AuditEntry? Ended)>> ReadSessionsAsync(
        string? id, int limit, CancellationToken cancellationToken) =>
        _store.ReadAsync(
            session => session
                .Query(
                    id is null
                        ? $"""
                           SELECT {AuditChain.Columns} FROM audit_events
                           WHERE type = @type AND @id IS NULL ORDER BY sequence DESC LIMIT @limit
                           """
                        : $"""
                           SELECT {AuditChain.Columns} FROM audit_events
                           WHERE session_id = @id AND type = @type ORDER BY sequence DESC LIMIT @limit
                           """,
                    AuditChain.Read,
                    ("@type", AuditEventTypeNames.NameOf(AuditEventType.SessionStarted)),
                    ("@id", id),
                    ("@limit", limit))
                .ConvertAll(started => (started, session.QueryFirst(
                    $"""
                    SELECT {AuditChain.Columns} FROM audit_events
                    WHERE session_id = @session AND sequence > @started AND type IN (@ended, @unrecorded)
                    ORDER BY sequence LIMIT 1
                    """,
                    AuditChain.Read,
                    ("@session", started.SessionId),
                    ("@started", started.Sequence),
                    ("@ended", AuditEventTypeNames.NameOf(AuditEventType.SessionEnded)),
                    ("@unrecorded", AuditEventTypeNames.NameOf(AuditEventType.RecordingFailed))))),
            cancellationToken);

    /// <summary>Appends inside a transaction that also makes the change which the event speaks of.</summary>
    internal AuditHead Append(StoreSession session, AuditEvent auditEvent) =>
        AuditChain.Append(session, (sequence, previous) => new AuditEntry
        {
            Sequence = sequence,
            Time = _clock.GetUtcNow(),
            Type = AuditEventTypeNames.NameOf(auditEvent.Type),
            ConnectionId = auditEvent.ConnectionId,
            SessionId = auditEvent.SessionId,
            RequestId = auditEvent.RequestId,
            Principal = auditEvent.Principal is null ? null : AuditJson.Write(auditEvent.Principal),
            Details = auditEvent.Details.ToJson(),
            PreviousHash = previous,
            Hash = ReadOnlyMemory<byte>.Empty,
        });
}
