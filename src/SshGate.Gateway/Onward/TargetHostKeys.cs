using SshGate.Gateway.Targets;
using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>
/// Accepts what one catalogue entry says: its pinned host keys, and certificates of its authorities for its own host name. It
/// remembers what else was shown, for the operator and the auditor.
/// </summary>
/// <param name="target">The entry.</param>
/// <param name="clock">Tells whether a certificate is valid now.</param>
/// <param name="announced">Told of every list of keys that the machine proved to have.</param>
internal sealed class TargetHostKeys(
    Target target, TimeProvider clock, Func<IReadOnlyList<SshPublicKey>, ValueTask> announced) : IHostKeyVerifier
{
    private readonly PinnedHostKeys _pinned = new(target.HostKeys, target.HostAuthorities, target.Host, clock);

    /// <summary>The key that was refused, or null.</summary>
    public SshPublicKey? Refused { get; private set; }

    /// <summary>What was wrong with the certificate that was shown; null when none was, or nothing is.</summary>
    public string? CertificateProblem { get; private set; }

    /// <summary>Only what can be accepted is asked for, so that the machine cannot offer another key first.</summary>
    public IReadOnlyList<string> Algorithms => _pinned.Algorithms;

    public async ValueTask<bool> VerifyAsync(
        SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken)
    {
        var accepted = await _pinned.VerifyAsync(hostKey, certificate, cancellationToken);
        Refused = accepted ? null : hostKey;
        CertificateProblem = accepted || certificate is null ? null : Problem(certificate);
        return accepted;
    }

    public ValueTask KeysProvenAsync(IReadOnlyList<SshPublicKey> keys, CancellationToken cancellationToken) =>
        announced(keys);

    /// <summary>For the operator's log: the fingerprints shown and pinned.</summary>
    public string Explain() => Refused is null ? "" : $"({Fingerprints(target.HostKeys)}{Authorities()}{Shown()})";

    /// <summary>For the agent: both fingerprints, so that who is asked about it need not believe the agent.</summary>
    public string Tell() => CertificateProblem is { } problem
        ? $"host certificate is not accepted: {problem} (shown {Refused?.Fingerprint})"
        : $"host key has changed: shown {Refused?.Fingerprint}, {Fingerprints(SameType())}";

    private string Shown() =>
        $", shown {Refused?.Fingerprint}{(CertificateProblem is { } problem ? $" with a certificate: {problem}" : "")}";

    private string Authorities() => target.HostAuthorities.Count == 0
        ? ""
        : $", authorities {string.Join(", ", target.HostAuthorities.Select(key => key.Fingerprint))}";

    /// <summary>The pinned keys that the one shown stands in the place of.</summary>
    private IReadOnlyList<SshPublicKey> SameType()
    {
        SshPublicKey[] same = [.. target.HostKeys.Where(key => key.KeyType == Refused?.KeyType)];
        return same.Length > 0 ? same : target.HostKeys;
    }

    private static string Fingerprints(IReadOnlyList<SshPublicKey> keys) =>
        keys.Count == 0 ? "none pinned" : $"pinned {string.Join(", ", keys.Select(key => key.Fingerprint))}";

    private string Problem(SshCertificate certificate)
    {
        if (!target.HostAuthorities.Contains(certificate.Authority))
        {
            return $"its authority {certificate.Authority.Fingerprint} is not trusted for this target";
        }

        var use = new SshCertificateUse { Kind = SshCertificateKind.Host, Name = target.Host, Time = clock.GetUtcNow() };
        return certificate.Check(use) switch
        {
            SshCertificateProblem.WrongKind => "it is no host certificate",
            SshCertificateProblem.NotYetValid => "its time has not begun",
            SshCertificateProblem.Expired => "it has expired",
            SshCertificateProblem.NoPrincipals or SshCertificateProblem.NameNotListed => "it is not for this target's address",
            _ => "it demands something that the gate does not know",
        };
    }
}
