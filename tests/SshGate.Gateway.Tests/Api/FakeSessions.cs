using SshGate.Gateway.Api;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Api;

/// <summary>A directory of sessions that a test fills.</summary>
internal sealed class FakeSessions : ISessionDirectory
{
    public Dictionary<string, SessionInfo> Live { get; } = new(StringComparer.Ordinal);

    public List<(string Id, string Reason, string Person)> Killed { get; } = [];

    public Func<string, Task>? BeforeKill { get; set; }

    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SessionInfo>>([.. Live.Values]);

    public List<SessionInfo> Past { get; } = [];

    public Task<IReadOnlyList<SessionInfo>> ListHistoryAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SessionInfo>>([.. Live.Values.Concat(Past).Take(limit)]);

    public Task<SessionInfo?> FindInHistoryAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(Past.Find(session => session.Id == id));

    public ValueTask<SessionInfo?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Live.GetValueOrDefault(id));

    public async ValueTask<bool> KillAsync(
        string id, string reason, VerifiedIdentity person, CancellationToken cancellationToken)
    {
        if (BeforeKill is not null)
        {
            await BeforeKill(id);
        }

        Killed.Add((id, reason, person.Subject));
        return Live.Remove(id);
    }
}
