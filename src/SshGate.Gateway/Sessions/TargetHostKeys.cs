using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Sessions;

/// <summary>Accepts the pinned host keys of one catalogue entry, and remembers what else was shown, for the operator and the auditor.</summary>
internal sealed class TargetHostKeys(IReadOnlyList<SshPublicKey> pinned) : IHostKeyVerifier
{
    private readonly PinnedHostKeys _pinned = new(pinned);

    /// <summary>The key that was refused, or null.</summary>
    public SshPublicKey? Refused { get; private set; }

    /// <summary>Only key types that are pinned are asked for, so that the target cannot offer another one first.</summary>
    public IReadOnlyList<string> Algorithms => _pinned.Algorithms;

    public async ValueTask<bool> VerifyAsync(
        SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken)
    {
        var accepted = await _pinned.VerifyAsync(hostKey, certificate, cancellationToken);
        Refused = accepted ? null : hostKey;
        return accepted;
    }

    /// <summary>For the operator's log: the fingerprints shown and pinned.</summary>
    public string Explain() =>
        Refused is null ? "" : $"(shown {Refused.Fingerprint}, pinned {string.Join(", ", pinned.Select(key => key.Fingerprint))})";
}
