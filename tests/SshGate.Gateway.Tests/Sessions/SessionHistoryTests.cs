using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Store;

namespace SshGate.Gateway.Tests.Sessions;

public sealed class SessionHistoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Tells_how_sessions_ended_the_newest_first_and_no_more_than_asked_for()
    {
        await using var store = GateStore.Open(_directory.Path);
        var audit = new AuditLog(store, TimeProvider.System);
        foreach (var id in new[] { "s-1", "s-2", "s-3" })
        {
            await AppendAsync(audit, AuditEventType.SessionStarted, id, new AuditDetails()
                .With("target", "web1").With("account", "deploy").With("source", "192.0.2.7").With("command", $"echo {id}"));
        }

        await AppendAsync(audit, AuditEventType.CommandEnded, "s-1", new AuditDetails().With("exit", "9"));
        await AppendAsync(audit, AuditEventType.SessionEnded, "s-1", new AuditDetails().With("reason", "ended").With("exit", "3"));
        await AppendAsync(audit, AuditEventType.RecordingFailed, "s-2", new AuditDetails()
            .With("reason", "the session could not be recorded").With("exit", "70").With("recording_failure", "disk full"));
        var directory = new SessionDirectory(audit);

        var all = await directory.ListHistoryAsync(10, Ct);

        Assert.Equal(["s-3", "s-2", "s-1"], all.Select(session => session.Id));
        var (lost, unrecorded, ended) = (all[0], all[1], all[2]);
        Assert.Equal(("ended", "3", "ended"), (ended.Phase, ended.Exit, ended.Reason));
        Assert.Equal(("web1", "deploy", "192.0.2.7", "echo s-1"), (ended.Target, ended.Account, ended.SourceAddress, ended.Command));
        Assert.Equal(("https://issuer.test", "alice", "agent-1"), (ended.Issuer, ended.Subject, ended.Agent));
        Assert.True(ended.Ended >= ended.Started);
        Assert.Equal(("ended", "70", "disk full"), (unrecorded.Phase, unrecorded.Exit, unrecorded.Reason));
        Assert.Equal(("lost", null, null), (lost.Phase, lost.Ended, lost.Exit));
        Assert.Equal("s-3", Assert.Single(await directory.ListHistoryAsync(1, Ct)).Id);
        Assert.Equal("3", (await directory.FindInHistoryAsync("s-1", Ct))?.Exit);
        Assert.Null(await directory.FindInHistoryAsync("s-4", Ct));
        Assert.Empty(await directory.ListAsync(Ct));
    }

    private static Task<AuditHead> AppendAsync(AuditLog audit, AuditEventType type, string id, AuditDetails details) => audit.AppendAsync(
        new AuditEvent
        {
            Type = type,
            ConnectionId = "c-1",
            SessionId = id,
            Principal = new AuditPrincipal
            {
                Issuer = "https://issuer.test",
                Subject = "alice",
                ClientId = "cli",
                Agent = "agent-1",
                TokenHash = "sha256:0",
            },
            Details = details,
        },
        Ct);
}
