using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Identity;

namespace SshGate.Gateway.Tests.Store;

/// <summary>Data of earlier versions is taken over whole.</summary>
public sealed class StoreMigrationTests : IDisposable
{
    // The tables of schema version 3, as it was released.
    private const string Version3 =
        """
        CREATE TABLE audit_events (
            sequence INTEGER PRIMARY KEY, time_ms BIGINT NOT NULL, type TEXT NOT NULL, connection_id TEXT, session_id TEXT,
            request_id TEXT, principal TEXT, details TEXT NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL);
        CREATE INDEX audit_events_session ON audit_events (session_id);
        CREATE INDEX audit_events_request ON audit_events (request_id);
        CREATE TABLE approval_requests (
            id TEXT PRIMARY KEY, instance_id TEXT NOT NULL, state TEXT NOT NULL, created_ms BIGINT NOT NULL,
            expires_ms BIGINT NOT NULL, digest TEXT NOT NULL, command BLOB NOT NULL, context TEXT NOT NULL, input BLOB,
            environment TEXT NOT NULL, directory TEXT, target TEXT NOT NULL, account TEXT NOT NULL,
            policy_version TEXT NOT NULL, risk TEXT NOT NULL, verdict TEXT NOT NULL, approver_groups TEXT NOT NULL,
            required_count INTEGER NOT NULL, requester_issuer TEXT NOT NULL, requester_subject TEXT NOT NULL,
            requester TEXT NOT NULL, owner TEXT, connection_id TEXT NOT NULL, session_id TEXT NOT NULL,
            source_address TEXT NOT NULL, intent TEXT);
        CREATE INDEX approval_requests_state ON approval_requests (state, expires_ms);
        CREATE INDEX approval_requests_requester ON approval_requests (requester_issuer, requester_subject, created_ms);
        CREATE TABLE approval_transitions (
            request_id TEXT NOT NULL REFERENCES approval_requests (id), ordinal INTEGER NOT NULL, from_state TEXT,
            to_state TEXT NOT NULL, time_ms BIGINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (request_id, ordinal));
        CREATE TABLE approval_decisions (
            request_id TEXT NOT NULL REFERENCES approval_requests (id), ordinal INTEGER NOT NULL, verb TEXT NOT NULL,
            time_ms BIGINT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, approver TEXT NOT NULL,
            channel TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (request_id, ordinal));
        CREATE TABLE approval_claims (
            request_id TEXT PRIMARY KEY REFERENCES approval_requests (id), session_id TEXT NOT NULL, time_ms BIGINT NOT NULL);
        CREATE TRIGGER approval_decisions_no_update BEFORE UPDATE ON approval_decisions
            BEGIN SELECT RAISE(ABORT, 'approval_decisions is append-only'); END;
        CREATE INDEX audit_events_type ON audit_events (type, sequence);
        INSERT INTO approval_requests VALUES
            ('old1', 'run0', 'Consumed', 1700000000000, 1700003723000, 'sha256:00', x'6c73', 'Exec', NULL, '[]', NULL, 'web1',
             'deploy', 'sha256:p', 'Write', '{"reasons":[],"rules":["default"],"effective":["ls"]}', '["sre","leads"]', 2,
             'https://issuer', 'agent-1', '{"issuer":"https://issuer","subject":"agent-1","clientId":"agent-1","tokenHash":"x"}',
             NULL, 'c-1', 's-1', '192.0.2.1', NULL),
            ('old2', 'run0', 'Pending', 1700000000000, 4102444800000, 'sha256:01', x'6c73', 'Exec', NULL, '[]', NULL, 'web1',
             'deploy', 'sha256:p', 'Write', '{"reasons":[],"rules":["default"],"effective":["ls"]}', '["sre"]', 1,
             'https://issuer', 'agent-1', '{"issuer":"https://issuer","subject":"agent-1","clientId":"agent-1","tokenHash":"x"}',
             NULL, 'c-1', 's-1', '192.0.2.1', NULL);
        INSERT INTO approval_decisions VALUES
            ('old1', 1, 'Approve', 1700000001000, 'https://issuer', 'alice',
             '{"issuer":"https://issuer","subject":"alice","clientId":"console","tokenHash":"y"}', 'Api', 'ok', 'sha256:00');
        PRAGMA user_version = 3;
        """;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Requests_of_before_the_stages_have_one_stage()
    {
        await WriteAsync(Version3);
        await using var store = GateStore.Open(_directory.Path);
        var clock = new TestClock();
        await using var queue = await ApprovalQueue.StartAsync(
            store, new AuditLog(store, clock), clock, NullLoggerFactory.Instance, Ct);

        var details = await queue.FindAsync("old1", Ct);

        var requirement = details!.Request.Requirement;
        var stage = Assert.Single(requirement.Stages);
        Assert.Equal(["sre", "leads"], stage.ApproverGroups);
        Assert.Equal((2, "approval"), (stage.Count, stage.Name));
        Assert.Equal(new TimeSpan(1, 2, 3), requirement.ExpiresAfter);
        Assert.Equal("approval", Assert.Single(details.Decisions).Stage);
        Assert.False(details.Request.IsAsync);
    }

    [Fact]
    public async Task A_request_that_an_earlier_version_held_is_cancelled_for_its_session_is_gone()
    {
        await WriteAsync(Version3);
        await using var store = GateStore.Open(_directory.Path);
        var clock = new TestClock();
        await using var queue = await ApprovalQueue.StartAsync(
            store, new AuditLog(store, clock), clock, NullLoggerFactory.Instance, Ct);

        Assert.Equal(ApprovalState.Cancelled, (await queue.FindAsync("old2", Ct))!.Request.State);
    }

    [Fact]
    public async Task A_reader_alone_does_not_change_the_schema()
    {
        await WriteAsync(Version3);

        var refusal = Assert.Throws<StoreException>(() => StoreReader.Open(_directory.Path));

        Assert.Contains("schema version 3", refusal.Message, StringComparison.Ordinal);
    }

    private async Task WriteAsync(string sql)
    {
        SqliteLibrary.EnsureLoaded();
        await using var connection = new SqliteConnection(
            StorePaths.ConnectionString(StorePaths.Database(_directory.Path), SqliteOpenMode.ReadWriteCreate));
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
