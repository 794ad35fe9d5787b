using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Store;

namespace SshGate.Cli.Tests.Replay;

/// <summary>The audit log and the recordings vouch for each other.</summary>
public sealed class VerifyAllTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_gate_that_recorded_in_good_order_is_ok()
    {
        using var cast = await SessionsAsync("s-1", "s-2");

        var (exitCode, output) = await VerifyAsync(cast);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("audit log: ok: 4 entries, sha256:", output, StringComparison.Ordinal);
        Assert.Contains("s-2: ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_was_replaced_as_a_whole_is_found()
    {
        using var cast = await SessionsAsync("s-1", "s-2");
        await cast.WriteAsync("forged", "nothing happened here");
        File.Move(cast.PathOf("forged"), cast.PathOf("s-1"), overwrite: true);

        var (exitCode, output) = await VerifyAsync(cast);

        Assert.Equal(1, exitCode);
        Assert.Contains("s-1: BROKEN", output, StringComparison.Ordinal);
        Assert.Contains("s-2: ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_is_missing_is_found()
    {
        using var cast = await SessionsAsync("s-1", "s-2");
        File.Delete(cast.PathOf("s-2"));

        var (exitCode, output) = await VerifyAsync(cast);

        Assert.Equal(1, exitCode);
        Assert.Contains("s-2: BROKEN: line 0: the audit log knows this session", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_whose_store_is_missing_is_a_clear_error()
    {
        using var cast = await SessionsAsync("s-1");
        Directory.Delete(DataOf(cast), recursive: true);

        var failure = await Assert.ThrowsAsync<CliException>(() => VerifyAsync(cast));

        Assert.Equal(ExitCodes.BadInput, failure.ExitCode);
    }

    private static string DataOf(Cast cast) => Path.Combine(cast.Folder, "data");

    private static async Task<Cast> SessionsAsync(params string[] ids)
    {
        var cast = new Cast();
        await using var store = GateStore.Open(DataOf(cast));
        var audit = new AuditLog(store, TimeProvider.System);
        foreach (var id in ids)
        {
            await audit.AppendAsync(new AuditEvent { Type = AuditEventType.SessionStarted, SessionId = id }, None);
            var seal = await cast.WriteAsync(id, $"output of {id}");
            await audit.AppendAsync(
                new AuditEvent
                {
                    Type = AuditEventType.SessionEnded,
                    SessionId = id,
                    Details = new AuditDetails().With("recording_digest", seal!.Digest),
                },
                None);
        }

        GateOptionsFile.Save(
            new GateOptions { Storage = new StorageOptions { Data = DataOf(cast), Recordings = cast.Folder } },
            Path.Combine(cast.Folder, "appsettings.json"));
        return cast;
    }

    private static async Task<(int ExitCode, string Output)> VerifyAsync(Cast cast)
    {
        var (exitCode, output, _) = await Cast.RunBareAsync("verify", "--all", "--config", Path.Combine(cast.Folder, "appsettings.json"));
        return (exitCode, output);
    }
}
