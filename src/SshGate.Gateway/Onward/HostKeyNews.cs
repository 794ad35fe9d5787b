using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>
/// What targets say about host keys of theirs that nobody pinned (hostkeys-00, OpenSSH PROTOCOL 2.5): written down once for each
/// new set, with the command that adds them. Never trusted by itself: a machine that is in wrong hands has a new key to show too.
/// </summary>
internal sealed class HostKeyNews(AuditLog audit, ILogger logger)
{
    /// <summary>As many targets as a catalogue can have; beyond it old news is told again.</summary>
    private const int MaxTargets = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>Takes the list of keys that a target proved to hold.</summary>
    public async ValueTask TellAsync(OnwardPurpose purpose, TargetHop hop, IReadOnlyList<SshPublicKey> keys)
    {
        if (hop.Target.HostKeys.Count == 0)
        {
            // An authority vouches for whatever key the machine has, so none is missing.
            return;
        }

        SshPublicKey[] unknown = [.. keys.Where(key => !hop.Target.HostKeys.Contains(key))];
        if (!IsNews(hop.Target.Name, unknown))
        {
            return;
        }

        try
        {
            // Not cancelled with the connection: a short command is over by now, and the same set is not told again.
            await audit.AppendAsync(
                new AuditEvent
                {
                    Type = AuditEventType.TargetHostKeysAnnounced,
                    ConnectionId = purpose.ConnectionId,
                    SessionId = purpose.SessionId,
                    Principal = AuditPrincipal.From(purpose.Grant.Identity),
                    Details = AuditFacts.Of(purpose.Grant, hop)
                        .With("host_keys", unknown.Select(key => $"{key.KeyType} {key.Fingerprint}"))
                        .With("host_keys_pinned", hop.Target.HostKeys.Select(key => key.Fingerprint)),
                },
                CancellationToken.None);
        }
        catch
        {
            Forget(hop.Target.Name);
            throw;
        }

        foreach (var key in unknown)
        {
            Log.HostKeyAnnounced(logger, hop.Target.Name, key.KeyType, key.Fingerprint, $"sshgate targets pin {hop.Target.Name} --host-key '{key.ToOpenSsh()}'");
        }
    }

    private bool IsNews(string target, SshPublicKey[] unknown)
    {
        var set = string.Join(' ', unknown.Select(key => key.Fingerprint).Order(StringComparer.Ordinal));
        lock (_lock)
        {
            if (_told.TryGetValue(target, out var told) && told == set)
            {
                return false;
            }

            if (_told.Count >= MaxTargets)
            {
                _told.Clear();
            }

            _told[target] = set;
        }

        return unknown.Length > 0;
    }

    /// <summary>It did not get on record: the next connection tells it.</summary>
    private void Forget(string target)
    {
        lock (_lock)
        {
            _told.Remove(target);
        }
    }
}
