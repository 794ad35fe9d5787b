using SshGate.Gateway.Store;

namespace SshGate.Gateway.Tests.Store;

public sealed class GateStoreTests : IDisposable
{
    private const string InsertClaim =
        """
        INSERT INTO audit_events (sequence, time_ms, type, details, prev_hash, hash)
        VALUES (@sequence, 0, 'test', '{}', x'00', x'00')
        """;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        await using (var store = GateStore.Open(_directory.Path))
        {
            await InsertAsync(store, 1);
        }

        await using var again = GateStore.Open(_directory.Path);
        Assert.Equal(1, await CountAsync(again));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_although_the_process_never_closed_the_store()
    {
        await using var store = GateStore.Open(_directory.Path);
        await Task.WhenAll(Enumerable.Range(1, 500).Select(number => InsertAsync(store, number)));

        // The files as a killed process leaves them: the write-ahead log not written back.
        using var crashed = new TemporaryDirectory();
        foreach (var name in new[] { "sshgate.db", "sshgate.db-wal" })
        {
            File.Copy(Path.Combine(_directory.Path, name), Path.Combine(crashed.Path, name));
        }

        await using var recovered = GateStore.Open(crashed.Path);
        Assert.Equal(500, await CountAsync(recovered));
    }

    [Fact]
    public async Task A_failed_change_is_undone_alone_and_its_neighbours_stay()
    {
        await using var store = GateStore.Open(_directory.Path);
        var changes = Enumerable.Range(1, 50)
            .Select(number => store.WriteAsync(
                session =>
                {
                    session.Execute(InsertClaim, ("@sequence", number));
                    return number % 2 == 0 ? number : throw new InvalidOperationException($"odd {number}");
                },
                Ct))
            .ToArray();

        for (var index = 0; index < changes.Length; index++)
        {
            if ((index + 1) % 2 == 0)
            {
                Assert.Equal(index + 1, await changes[index]);
            }
            else
            {
                var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => changes[index]);
                Assert.Equal($"odd {index + 1}", failure.Message);
            }
        }

        Assert.Equal(25, await CountAsync(store));
    }

    [Fact]
    public async Task A_cancelled_change_was_not_made()
    {
        await using var store = GateStore.Open(_directory.Path);
        using var cancellation = new CancellationTokenSource();
        using var writerIsBusy = new ManualResetEventSlim();
        var blocking = store.WriteAsync(_ => writerIsBusy.Wait(TimeSpan.FromSeconds(10)), Ct);
        var cancelled = store.WriteAsync(
            session => session.Execute(InsertClaim, ("@sequence", 1)), cancellation.Token);

        await cancellation.CancelAsync();
        writerIsBusy.Set();

        await blocking;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, await CountAsync(store));
    }

    [Fact]
    public async Task A_reader_does_not_see_a_change_before_it_is_committed()
    {
        await using var store = GateStore.Open(_directory.Path);
        using var inserted = new ManualResetEventSlim();
        using var mayCommit = new ManualResetEventSlim();
        var change = store.WriteAsync(
            session =>
            {
                session.Execute(InsertClaim, ("@sequence", 1));
                inserted.Set();
                return mayCommit.Wait(TimeSpan.FromSeconds(10));
            },
            Ct);

        Assert.True(inserted.Wait(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(0, await CountAsync(store));
        mayCommit.Set();
        Assert.True(await change);
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        await using var store = GateStore.Open(_directory.Path);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.ReadAsync(
            session => session.Execute(InsertClaim, ("@sequence", 1)), Ct));
    }

    [Fact]
    public async Task A_second_gate_on_the_same_data_is_refused_with_the_reason()
    {
        await using var store = GateStore.Open(_directory.Path);

        var refusal = Assert.Throws<StoreException>(() => GateStore.Open(_directory.Path));

        Assert.Contains($"another gate (process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_is_free_again_after_the_gate_stopped()
    {
        await GateStore.Open(_directory.Path).DisposeAsync();

        await GateStore.Open(_directory.Path).DisposeAsync();
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused()
    {
        await using (var store = GateStore.Open(_directory.Path))
        {
            await store.WriteAsync(session => session.Execute("PRAGMA user_version = 1000"), Ct);
        }

        var refusal = Assert.Throws<StoreException>(() => GateStore.Open(_directory.Path));

        Assert.Contains("newer SshGate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "sshgate.db"), new string('x', 8192), Ct);

        Assert.Throws<StoreException>(() => GateStore.Open(_directory.Path));
    }

    [Fact]
    public void A_missing_store_is_not_made_by_a_reader()
    {
        var refusal = Assert.Throws<StoreException>(() => StoreReader.Open(_directory.Path));

        Assert.Contains("there is no store", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_belong_to_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Path.Combine(_directory.Path, "data");
        await using var store = GateStore.Open(directory);
        await InsertAsync(store, 1);

        const UnixFileMode OthersMask = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(directory) & OthersMask);
        foreach (var file in Directory.GetFiles(directory, "sshgate.db*"))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & OthersMask);
        }
    }

    [Fact]
    public async Task A_change_after_the_stop_is_refused()
    {
        var store = GateStore.Open(_directory.Path);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<StoreException>(() => InsertAsync(store, 1));
    }

    [Fact]
    public async Task A_disk_that_refuses_is_reported_to_every_waiting_caller_and_leaves_nothing_behind()
    {
        await using var store = GateStore.Open(_directory.Path);
        // SQLite's own limit stands in for a full disk: the same error code, raised in the middle of a transaction.
        var limit = await store.WriteAsync(
            session => session.QueryFirst("PRAGMA page_count", static row => row.GetInt64(0)), Ct);
        await store.WriteAsync(session => session.Execute($"PRAGMA max_page_count = {limit}"), Ct);

        var details = new string('x', 100_000);
        await Assert.ThrowsAnyAsync<Exception>(() => store.WriteAsync(
            session => session.Execute(
                """
                INSERT INTO audit_events (sequence, time_ms, type, details, prev_hash, hash)
                VALUES (1, 0, 'test', @details, x'00', x'00')
                """,
                ("@details", details)),
            Ct));
        Assert.Equal(0, await CountAsync(store));

        await store.WriteAsync(session => session.Execute("PRAGMA max_page_count = 1000000"), Ct);
        await InsertAsync(store, 2);
        Assert.Equal(1, await CountAsync(store));
    }

    private static Task<int> InsertAsync(GateStore store, int number) =>
        store.WriteAsync(session => session.Execute(InsertClaim, ("@sequence", number)), Ct);

    private static Task<long> CountAsync(GateStore store) => store.ReadAsync(
        session => session.QueryFirst("SELECT COUNT(*) FROM audit_events", static row => row.GetInt64(0)), Ct);
}
