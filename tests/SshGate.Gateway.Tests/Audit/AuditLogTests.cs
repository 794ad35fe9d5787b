using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Store;

namespace SshGate.Gateway.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_entry_holds_what_was_reported()
    {
        await using var store = GateStore.Open(_directory.Path);
        var log = new AuditLog(store, TimeProvider.System);
        await log.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.CommandDenied,
                ConnectionId = "c1",
                SessionId = "s1",
                RequestId = "r1",
                Principal = Principal,
                Details = new AuditDetails()
                    .With("rule", "no-rm")
                    .With("absent", (string?)null)
                    .With("bytes", 7)
                    .With("terminal", false)
                    .With("command", "rm -rf /\0"u8.ToArray()),
            },
            Ct);

        var entry = Assert.Single(await log.ReadAsync(0, 10, sessionId: null, requestId: null, Ct));
        Assert.Equal(1, entry.Sequence);
        Assert.Equal("command_denied", entry.Type);
        Assert.Equal(("c1", "s1", "r1"), (entry.ConnectionId, entry.SessionId, entry.RequestId));
        Assert.Equal("""{"rule":"no-rm","bytes":7,"terminal":false,"command":"cm0gLXJmIC8A"}""", entry.Details);
        using var principal = JsonDocument.Parse(entry.Principal!);
        Assert.Equal("alice", principal.RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Entries_are_found_by_session_and_request()
    {
        await using var store = GateStore.Open(_directory.Path);
        var log = new AuditLog(store, TimeProvider.System);
        foreach (var (session, request) in new[] { ("s1", "r1"), ("s1", "r2"), ("s2", "r3") })
        {
            await log.AppendAsync(
                new AuditEvent
                {
                    Type = AuditEventType.ApprovalSubmitted,
                    SessionId = session,
                    RequestId = request,
                },
                Ct);
        }

        Assert.Equal(2, (await log.ReadAsync(0, 10, "s1", requestId: null, Ct)).Count);
        Assert.Equal(3, Assert.Single(await log.ReadAsync(0, 10, sessionId: null, "r3", Ct)).Sequence);
        Assert.Equal(2, (await log.ReadAsync(1, 10, sessionId: null, requestId: null, Ct)).Count);
    }

    [Fact]
    public async Task An_untouched_log_is_intact_while_the_gate_runs()
    {
        await using var store = GateStore.Open(_directory.Path);
        var log = new AuditLog(store, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(number => AppendAsync(log, number)));

        using var reader = StoreReader.Open(_directory.Path);
        var result = await new AuditVerifier(reader).VerifyAsync(expected: null, Ct);

        Assert.Equal(2500, Assert.IsType<AuditVerification.Intact>(result).Head.Sequence);
    }

    [Fact]
    public async Task An_empty_log_is_intact()
    {
        await using var store = GateStore.Open(_directory.Path);

        var result = await new AuditVerifier(store.Reader).VerifyAsync(expected: null, Ct);

        Assert.Equal(new AuditVerification.Intact(AuditHead.Empty), result);
    }

    [Fact]
    public async Task Our_own_code_cannot_change_the_log()
    {
        await using var store = GateStore.Open(_directory.Path);
        await AppendAsync(new AuditLog(store, TimeProvider.System), 1);

        await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync(
            session => session.Execute("UPDATE audit_events SET details = '{}'"), Ct));
        await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync(
            session => session.Execute("DELETE FROM audit_events"), Ct));
    }

    [Theory]
    [InlineData("UPDATE audit_events SET time_ms = time_ms + 1 WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET time_ms = 9223372036854775807 WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET time_ms = 'soon' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET type = 'command_allowed' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET session_id = 'other' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET session_id = NULL, connection_id = 's1' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET request_id = '' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET principal = NULL WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET details = '{\"number\":6}' WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET hash = zeroblob(32) WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET hash = 17 WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET prev_hash = zeroblob(32) WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM audit_events WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM audit_events WHERE sequence < 5", 1)]
    [InlineData("UPDATE audit_events SET sequence = 100 WHERE sequence = 5", 5)]
    [InlineData("UPDATE audit_events SET sequence = 0 WHERE sequence = 10", 1)]
    public async Task A_change_is_found_and_the_first_bad_entry_is_named(string change, long firstBad)
    {
        await FillAsync(10);
        Tamper(change);

        using var reader = StoreReader.Open(_directory.Path);
        var result = await new AuditVerifier(reader).VerifyAsync(expected: null, Ct);

        Assert.Equal(firstBad, Assert.IsType<AuditVerification.Broken>(result).Sequence);
    }

    [Fact]
    public async Task A_cut_end_is_found_by_a_head_that_was_kept_elsewhere()
    {
        var head = await FillAsync(10);
        Tamper("DELETE FROM audit_events WHERE sequence > 8");

        using var reader = StoreReader.Open(_directory.Path);
        var verifier = new AuditVerifier(reader);

        Assert.Equal(
            8, Assert.IsType<AuditVerification.Intact>(await verifier.VerifyAsync(expected: null, Ct)).Head.Sequence);
        Assert.Equal(9, Assert.IsType<AuditVerification.Broken>(await verifier.VerifyAsync(head, Ct)).Sequence);
    }

    [Fact]
    public async Task A_log_that_was_rewritten_from_the_start_is_found_by_a_head_that_was_kept_elsewhere()
    {
        var head = await FillAsync(3);
        File.Delete(Path.Combine(_directory.Path, "sshgate.db"));
        await FillAsync(3);

        using var reader = StoreReader.Open(_directory.Path);

        Assert.True(AuditHead.TryParse(head.ToString(), out var kept));
        Assert.Equal(
            3,
            Assert.IsType<AuditVerification.Broken>(await new AuditVerifier(reader).VerifyAsync(kept, Ct)).Sequence);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12:abc")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1:000000000000000000000000000000000000000000000000000000000000000G")]
    public void A_head_that_is_none_is_not_read(string? text) => Assert.False(AuditHead.TryParse(text, out _));

    [Fact]
    public void Two_lists_of_fields_never_hash_alike()
    {
        Prop.ForAll<string?[], string?[]>((left, right) =>
            left.SequenceEqual(right, StringComparer.Ordinal) == Hash(left).AsSpan().SequenceEqual(Hash(right)))
            .QuickCheckThrowOnFailure();
        Assert.NotEqual(Hash(["ab", "c"]), Hash(["a", "bc"]));
        Assert.NotEqual(Hash([null]), Hash([""]));
        Assert.NotEqual(Hash(["", null]), Hash([null, ""]));
    }

    private static AuditPrincipal Principal => new()
    {
        Issuer = "https://issuer.test",
        Subject = "alice",
        ClientId = "cli",
        TokenHash = "sha256:00",
    };

    private static byte[] Hash(string?[] fields)
    {
        using var hash = new CanonicalHash("test");
        foreach (var field in fields)
        {
            hash.Add(field);
        }

        return hash.Finish();
    }

    private static Task<AuditHead> AppendAsync(AuditLog log, long number) => log.AppendAsync(
        new AuditEvent
        {
            Type = AuditEventType.CommandDenied,
            SessionId = "s1",
            Principal = Principal,
            Details = new AuditDetails().With("number", number),
        },
        Ct);

    private async Task<AuditHead> FillAsync(int count)
    {
        await using var store = GateStore.Open(_directory.Path);
        var log = new AuditLog(store, TimeProvider.System);
        var head = AuditHead.Empty;
        for (var number = 1; number <= count; number++)
        {
            head = await AppendAsync(log, number);
        }

        return head;
    }

    // What somebody with the file and a SQLite shell does: the triggers are no obstacle to them.
    private void Tamper(string change)
    {
        SqliteLibrary.EnsureLoaded();
        var path = Path.Combine(_directory.Path, "sshgate.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"DROP TRIGGER audit_events_no_update; DROP TRIGGER audit_events_no_delete; {change}";
        command.ExecuteNonQuery();
    }
}
