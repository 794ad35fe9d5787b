using System.Globalization;

namespace SshGate.Gateway.Store;

/// <summary>The tables, as numbered steps; <c>user_version</c> says which of them a file has already taken.</summary>
internal static class StoreSchema
{
    // Times are milliseconds since 1970 (UTC). Rows of audit_events, approval_transitions and approval_decisions are
    // history: the triggers stop our own mistakes, the hash chain finds what others change.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE audit_events (
            sequence      INTEGER PRIMARY KEY,
            time_ms       BIGINT NOT NULL,
            type          TEXT NOT NULL,
            connection_id TEXT,
            session_id    TEXT,
            request_id    TEXT,
            principal     TEXT,
            details       TEXT NOT NULL,
            prev_hash     BLOB NOT NULL,
            hash          BLOB NOT NULL
        );
        CREATE INDEX audit_events_session ON audit_events (session_id);
        CREATE INDEX audit_events_request ON audit_events (request_id);
        CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
            BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
        CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
            BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
        """,
        """
        CREATE TABLE approval_requests (
            id              TEXT PRIMARY KEY,
            instance_id     TEXT NOT NULL,
            state           TEXT NOT NULL,
            created_ms      BIGINT NOT NULL,
            expires_ms      BIGINT NOT NULL,
            digest          TEXT NOT NULL,
            command         BLOB NOT NULL,
            context         TEXT NOT NULL,
            input           BLOB,
            environment     TEXT NOT NULL,
            directory       TEXT,
            target          TEXT NOT NULL,
            account         TEXT NOT NULL,
            policy_version  TEXT NOT NULL,
            risk            TEXT NOT NULL,
            verdict         TEXT NOT NULL,
            approver_groups TEXT NOT NULL,
            required_count  INTEGER NOT NULL,
            requester_issuer    TEXT NOT NULL,
            requester_subject   TEXT NOT NULL,
            requester           TEXT NOT NULL,
            owner           TEXT,
            connection_id   TEXT NOT NULL,
            session_id      TEXT NOT NULL,
            source_address  TEXT NOT NULL,
            intent          TEXT
        );
        CREATE INDEX approval_requests_state ON approval_requests (state, expires_ms);
        CREATE INDEX approval_requests_requester
            ON approval_requests (requester_issuer, requester_subject, created_ms);
        CREATE TABLE approval_transitions (
            request_id TEXT NOT NULL REFERENCES approval_requests (id),
            ordinal    INTEGER NOT NULL,
            from_state TEXT,
            to_state   TEXT NOT NULL,
            time_ms    BIGINT NOT NULL,
            reason     TEXT NOT NULL,
            PRIMARY KEY (request_id, ordinal)
        );
        CREATE TABLE approval_decisions (
            request_id TEXT NOT NULL REFERENCES approval_requests (id),
            ordinal    INTEGER NOT NULL,
            verb       TEXT NOT NULL,
            time_ms    BIGINT NOT NULL,
            issuer     TEXT NOT NULL,
            subject    TEXT NOT NULL,
            approver   TEXT NOT NULL,
            channel    TEXT NOT NULL,
            reason     TEXT NOT NULL,
            digest     TEXT NOT NULL,
            PRIMARY KEY (request_id, ordinal)
        );
        CREATE TABLE approval_claims (
            request_id TEXT PRIMARY KEY REFERENCES approval_requests (id),
            session_id TEXT NOT NULL,
            time_ms    BIGINT NOT NULL
        );
        CREATE TRIGGER approval_transitions_no_update BEFORE UPDATE ON approval_transitions
            BEGIN SELECT RAISE(ABORT, 'approval_transitions is append-only'); END;
        CREATE TRIGGER approval_transitions_no_delete BEFORE DELETE ON approval_transitions
            BEGIN SELECT RAISE(ABORT, 'approval_transitions is append-only'); END;
        CREATE TRIGGER approval_decisions_no_update BEFORE UPDATE ON approval_decisions
            BEGIN SELECT RAISE(ABORT, 'approval_decisions is append-only'); END;
        CREATE TRIGGER approval_decisions_no_delete BEFORE DELETE ON approval_decisions
            BEGIN SELECT RAISE(ABORT, 'approval_decisions is append-only'); END;
        """,
        """
        CREATE INDEX audit_events_type ON audit_events (type, sequence);
        """,

        // One list of groups and one count become stages; requests may outlive their session.
        """
        ALTER TABLE approval_requests ADD COLUMN requirement TEXT NOT NULL DEFAULT '';
        ALTER TABLE approval_requests ADD COLUMN is_async INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE approval_requests ADD COLUMN has_terminal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE approval_requests ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE approval_requests ADD COLUMN escalates_ms BIGINT;
        ALTER TABLE approval_requests ADD COLUMN escalated_ms BIGINT;
        ALTER TABLE approval_requests ADD COLUMN fallback_ms BIGINT;
        UPDATE approval_requests SET requirement = json_object(
            'stages', json_array(json_object(
                'name', 'approval', 'approverGroups', json(approver_groups), 'count', required_count)),
            'expiresAfter', printf('%d.%02d:%02d:%02d',
                (expires_ms - created_ms) / 86400000,
                (expires_ms - created_ms) / 3600000 % 24,
                (expires_ms - created_ms) / 60000 % 60,
                (expires_ms - created_ms) / 1000 % 60));
        ALTER TABLE approval_requests DROP COLUMN approver_groups;
        ALTER TABLE approval_requests DROP COLUMN required_count;
        ALTER TABLE approval_decisions ADD COLUMN stage TEXT NOT NULL DEFAULT 'approval';
        """,

        // What principals did; principal is a hash of issuer, subject, client and agent.
        """
        CREATE TABLE history_principals (
            principal TEXT PRIMARY KEY,
            name      TEXT NOT NULL,
            counts    TEXT NOT NULL,
            used_ms   BIGINT NOT NULL
        );
        CREATE TABLE history_targets (
            principal        TEXT NOT NULL,
            target           TEXT NOT NULL,
            first_connection TEXT,
            PRIMARY KEY (principal, target)
        );
        CREATE TABLE history_commands (
            principal TEXT NOT NULL,
            target    TEXT NOT NULL,
            name      TEXT NOT NULL,
            used_ms   BIGINT NOT NULL,
            PRIMARY KEY (principal, target, name)
        );
        CREATE TABLE history_lines (
            principal TEXT NOT NULL,
            target    TEXT NOT NULL,
            digest    BLOB NOT NULL,
            used_ms   BIGINT NOT NULL,
            PRIMARY KEY (principal, target, digest)
        );
        """,
    ];

    /// <summary>The version that this program writes and reads.</summary>
    public static int CurrentVersion => Steps.Length;

    /// <summary>Takes the steps that the file lacks, each in its own transaction.</summary>
    public static void Migrate(StoreSession session)
    {
        var version = ReadVersion(session);
        EnsureKnown(version);
        for (var step = version; step < Steps.Length; step++)
        {
            session.Execute("BEGIN IMMEDIATE");
            session.Execute(Steps[step]);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {step + 1}"));
            session.Execute("COMMIT");
        }
    }

    /// <summary>Refuses a file that another version of the program wrote; for those who only read.</summary>
    public static void EnsureCurrent(StoreSession session)
    {
        var version = ReadVersion(session);
        EnsureKnown(version);
        if (version < CurrentVersion)
        {
            throw new StoreException(
                $"the store has schema version {version} and this program needs {CurrentVersion}; "
                + "start the gate once, it brings the store up to date");
        }
    }

    private static void EnsureKnown(int version)
    {
        if (version > CurrentVersion)
        {
            throw new StoreException(
                $"the store has schema version {version}, written by a newer SshGate than this one "
                + $"(which knows up to {CurrentVersion}); run the newer program");
        }
    }

    private static int ReadVersion(StoreSession session) =>
        session.QueryFirst("PRAGMA user_version", static row => row.GetInt32(0));
}
