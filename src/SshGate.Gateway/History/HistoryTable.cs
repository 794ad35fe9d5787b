using System.Buffers.Binary;
using System.Data.Common;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.History;

/// <summary>The SQL of histories. Every method works inside its caller's transaction.</summary>
internal static class HistoryTable
{
    public static PrincipalHistory Load(StoreSession session, HistorySubject subject, DateTimeOffset now)
    {
        var counts = session.QueryFirst(
            "SELECT counts FROM history_principals WHERE principal = @principal",
            static row => HistoryJson.Read(row.GetString(0)),
            ("@principal", subject.Principal));
        var targets = session.Query(
            "SELECT target, first_connection FROM history_targets WHERE principal = @principal",
            static row => (Name: row.GetString(0), First: row.TextOrNull(1)),
            ("@principal", subject.Principal));
        return new PrincipalHistory(
            subject.Principal,
            subject.Name,
            counts,
            [.. targets.Select(target => new TargetHistory(
                target.Name,
                target.First,
                Uses(session, "history_commands", "name", subject.Principal, target.Name, static row => row.GetString(0)),
                Uses(session, "history_lines", "digest", subject.Principal, target.Name, static row => Digest(row))))],
            now);
    }

    public static void Save(StoreSession session, HistoryChanges changes)
    {
        session.Execute(
            """
            INSERT INTO history_principals (principal, name, counts, used_ms) VALUES (@principal, @name, @counts, @used)
            ON CONFLICT (principal) DO UPDATE SET name = excluded.name, counts = excluded.counts, used_ms = excluded.used_ms
            """,
            ("@principal", changes.Principal),
            ("@name", changes.Name.Replace('\0', '\u2400')),
            ("@counts", HistoryJson.Write(changes.Counts)),
            ("@used", changes.LastUsed));
        foreach (var target in changes.Targets)
        {
            session.Execute(
                """
                INSERT INTO history_targets (principal, target, first_connection) VALUES (@principal, @target, @first)
                ON CONFLICT (principal, target) DO UPDATE SET first_connection = coalesce(first_connection, excluded.first_connection)
                """,
                ("@principal", changes.Principal),
                ("@target", target.Target.Name),
                ("@first", target.FirstConnection));
            foreach (var (name, used) in target.Commands)
            {
                SaveUse(session, "history_commands", "name", changes.Principal, target.Target.Name, name, used);
            }

            foreach (var (digest, used) in target.Lines)
            {
                var bytes = new byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
                SaveUse(session, "history_lines", "digest", changes.Principal, target.Target.Name, bytes, used);
            }
        }
    }

    /// <summary>Forgets those who were not here since a moment.</summary>
    public static int Forget(StoreSession session, DateTimeOffset before)
    {
        var forgotten = session.Execute(
            "DELETE FROM history_principals WHERE used_ms < @before", ("@before", before.ToUnixTimeMilliseconds()));
        foreach (var table in new[] { "history_targets", "history_commands", "history_lines" })
        {
            session.Execute($"DELETE FROM {table} WHERE principal NOT IN (SELECT principal FROM history_principals)");
        }

        return forgotten;
    }

    private static List<KeyValuePair<T, long>> Uses<T>(
        StoreSession session, string table, string column, string principal, string target, Func<DbDataReader, T> read) =>
        session.Query(
            $"SELECT {column}, used_ms FROM {table} WHERE principal = @principal AND target = @target",
            row => new KeyValuePair<T, long>(read(row), row.GetInt64(1)),
            ("@principal", principal),
            ("@target", target));

    private static void SaveUse(
        StoreSession session, string table, string column, string principal, string target, object value, long? used)
    {
        if (used is null)
        {
            session.Execute(
                $"DELETE FROM {table} WHERE principal = @principal AND target = @target AND {column} = @value",
                ("@principal", principal),
                ("@target", target),
                ("@value", value));
            return;
        }

        session.Execute(
            $"""
            INSERT INTO {table} (principal, target, {column}, used_ms) VALUES (@principal, @target, @value, @used)
            ON CONFLICT (principal, target, {column}) DO UPDATE SET used_ms = excluded.used_ms
            """,
            ("@principal", principal),
            ("@target", target),
            ("@value", value),
            ("@used", used));
    }

    private static UInt128 Digest(DbDataReader row) => BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(0));
}
