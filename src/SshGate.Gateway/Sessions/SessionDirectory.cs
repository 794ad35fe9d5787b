using System.Collections.Concurrent;
using SshGate.Gateway.Api;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Sessions;

/// <summary>The live sessions of this gate: listed, and ended from outside; and those of the past, as the audit log has them.</summary>
internal sealed class SessionDirectory(AuditLog audit) : ISessionDirectory
{
    private readonly SessionHistory _history = new(audit);
    private readonly ConcurrentDictionary<string, SessionScope> _live = new(StringComparer.Ordinal);

    /// <summary>How many run now.</summary>
    public int Count => _live.Count;

    /// <summary>Lists the session until the result is disposed.</summary>
    public IDisposable Enter(SessionScope scope)
    {
        _live[scope.Session.Id] = scope;
        return new Entry(_live, scope.Session.Id);
    }

    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SessionInfo>>(
            [.. _live.Values.OrderBy(scope => scope.Session.StartedAt).Select(Describe)]);

    public ValueTask<SessionInfo?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_live.TryGetValue(id, out var scope) ? Describe(scope) : null);

    public async Task<IReadOnlyList<SessionInfo>> ListHistoryAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await _history.ListAsync(limit, cancellationToken)).Select(AsItIsNow)];

    public async Task<SessionInfo?> FindInHistoryAsync(string id, CancellationToken cancellationToken) =>
        await _history.FindAsync(id, cancellationToken) is { } session ? AsItIsNow(session) : null;

    public async ValueTask<bool> KillAsync(string id, string reason, VerifiedIdentity person, CancellationToken cancellationToken)
    {
        if (!_live.TryGetValue(id, out var scope))
        {
            return false;
        }

        await scope.Session.KillAsync($"{reason} ({person.Name})");
        return true;
    }

    /// <summary>Ends all of them with a message; used when the gate stops.</summary>
    public Task EndAllAsync(string reason) =>
        Task.WhenAll(_live.Values.Select(scope => scope.Session.Connection).Distinct().Select(connection => connection.EndAsync(reason)));

    /// <summary>A session without an end in the log still runs, or its gate died.</summary>
    private SessionInfo AsItIsNow(SessionInfo session) =>
        session.Ended is null && _live.TryGetValue(session.Id, out var scope) ? Describe(scope) : session;

    private static SessionInfo Describe(SessionScope scope)
    {
        var identity = scope.Grant.Identity;
        return new SessionInfo
        {
            Id = scope.Session.Id,
            ConnectionId = scope.Session.Connection.Id,
            Phase = scope.Session.Phase switch
            {
                SessionPhase.Deciding => "deciding",
                SessionPhase.Idle => "idle",
                SessionPhase.Held => "held",
                SessionPhase.Running => "running",
                SessionPhase.Ungated => "ungated",
                SessionPhase.Ending => "ending",
            },
            Target = scope.Grant.Target.Name,
            Account = scope.Grant.Account.Name,
            Issuer = identity.Issuer,
            Subject = identity.Subject,
            Name = identity.Name,
            Agent = identity.Agent,
            SourceAddress = scope.Grant.SourceAddress,
            Command = scope.Session.Command,
            Started = scope.Session.StartedAt,
            Ends = scope.Grant.ExpiresAt,
        };
    }

    private sealed class Entry(ConcurrentDictionary<string, SessionScope> live, string id) : IDisposable
    {
        public void Dispose() => live.TryRemove(id, out _);
    }
}
