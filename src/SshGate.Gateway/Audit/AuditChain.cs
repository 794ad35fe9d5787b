using System.Data.Common;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Audit;

/// <summary>How entries are linked and stored; the one place that knows the columns and the hash.</summary>
internal static class AuditChain
{
    public const string Columns =
        "sequence, time_ms, type, connection_id, session_id, request_id, principal, details, prev_hash, hash";

    private const string Purpose = "sshgate audit 1";

    private static readonly byte[] Root = new byte[32];

    public static ReadOnlyMemory<byte> RootHash => Root;

    public static byte[] ComputeHash(AuditEntry entry)
    {
        using var hash = new CanonicalHash(Purpose);
        return hash
            .Add(entry.PreviousHash.Span)
            .Add(entry.Sequence)
            .Add(entry.Time.ToUnixTimeMilliseconds())
            .Add(entry.Type)
            .Add(entry.ConnectionId)
            .Add(entry.SessionId)
            .Add(entry.RequestId)
            .Add(entry.Principal)
            .Add(entry.Details)
            .Finish();
    }

    /// <summary>Links the entry behind the last one, inside the caller's transaction.</summary>
    public static AuditHead Append(StoreSession session, Func<long, ReadOnlyMemory<byte>, AuditEntry> create)
    {
        // The end is read each time and not remembered: a transaction that is undone leaves no trace in memory.
        var (last, lastHash) = session.QueryFirst(
            "SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1",
            static row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        var entry = create(last + 1, lastHash ?? Root);
        var hash = ComputeHash(entry);
        session.Execute(
            $"""
            INSERT INTO audit_events ({Columns}) VALUES
                (@sequence, @time, @type, @connection, @session, @request, @principal, @details, @previous, @hash)
            """,
            ("@sequence", entry.Sequence),
            ("@time", entry.Time.ToUnixTimeMilliseconds()),
            ("@type", entry.Type),
            ("@connection", entry.ConnectionId),
            ("@session", entry.SessionId),
            ("@request", entry.RequestId),
            ("@principal", entry.Principal),
            ("@details", entry.Details),
            ("@previous", entry.PreviousHash.ToArray()),
            ("@hash", hash));
        return new AuditHead(entry.Sequence, Convert.ToHexStringLower(hash));
    }

    public static AuditEntry Read(DbDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        Type = row.GetString(2),
        ConnectionId = row.TextOrNull(3),
        SessionId = row.TextOrNull(4),
        RequestId = row.TextOrNull(5),
        Principal = row.TextOrNull(6),
        Details = row.GetString(7),
        PreviousHash = row.GetFieldValue<byte[]>(8),
        Hash = row.GetFieldValue<byte[]>(9),
    };
}
