using System.Text.Json;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Audit;

/// <summary>
/// What the audit log says about recordings: which sessions began, and with which digest each recording was sealed. A recording
/// that was replaced as a whole, chain and all, is found by nothing else.
/// </summary>
public static class AuditedRecordings
{
    /// <summary>Every session that began, by id, with the digest of its sealed recording; null where none was sealed.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, string?>> ReadAsync(StoreReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = await reader.ReadAsync(
            session => session.Query(
                "SELECT session_id, details FROM audit_events WHERE type IN (@started, @ended) ORDER BY sequence",
                static row => (Session: row.GetString(0), Details: row.GetString(1)),
                ("@started", AuditEventTypeNames.NameOf(AuditEventType.SessionStarted)),
                ("@ended", AuditEventTypeNames.NameOf(AuditEventType.SessionEnded))),
            cancellationToken);
        var digests = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (id, details) in rows)
        {
            digests[id] = DigestOf(details) ?? digests.GetValueOrDefault(id);
        }

        return digests;
    }

    private static string? DigestOf(string details)
    {
        using var facts = JsonDocument.Parse(details);
        return facts.RootElement.TryGetProperty("recording_digest", out var digest) ? digest.GetString() : null;
    }
}
