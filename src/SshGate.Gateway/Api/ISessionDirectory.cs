using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>The sessions as the API sees them: an edge, so that the API knows nothing of lanes and relays.</summary>
public interface ISessionDirectory
{
    /// <summary>The sessions that run now.</summary>
    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Sessions of all times, the newest first; those that have ended are told from the audit log.</summary>
    public Task<IReadOnlyList<SessionInfo>> ListHistoryAsync(int limit, CancellationToken cancellationToken);

    /// <summary>One session that has ended or runs, or null.</summary>
    public Task<SessionInfo?> FindInHistoryAsync(string id, CancellationToken cancellationToken);

    /// <summary>One session that runs now, or null.</summary>
    public ValueTask<SessionInfo?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a session and whatever it holds or runs; false if there is no such session any more. The audit event of the
    /// person's act is on record before this is called.
    /// </summary>
    public ValueTask<bool> KillAsync(
        string id, string reason, VerifiedIdentity person, CancellationToken cancellationToken);
}
