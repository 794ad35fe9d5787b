using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Client;

/// <summary>
/// Accepts exactly the given keys, and keys that a host certificate of a given authority vouches for under the given name.
/// </summary>
/// <param name="keys">The keys that the server may have.</param>
/// <param name="authorities">The keys of the authorities whose host certificates count; null for none.</param>
/// <param name="hostName">The name that such a certificate has to list; compared without regard to case. It is a
/// pattern in the certificate, as in OpenSSH.</param>
/// <param name="time">The clock that certificates are judged by; null is the system's.</param>
public sealed class PinnedHostKeys(
    IReadOnlyList<SshPublicKey> keys,
    IReadOnlyList<SshPublicKey>? authorities = null,
    string hostName = "",
    TimeProvider? time = null) : IHostKeyVerifier
{
    private readonly IReadOnlyList<SshPublicKey> _authorities = authorities ?? [];

    /// <summary>
    /// The algorithms that lead to these keys, best first, for <see cref="SshClientOptions.HostKeyAlgorithms"/>: a server
    /// with several keys then shows the pinned one. With authorities, certificates of every type come first.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; } =
    [
        .. authorities is { Count: > 0 } ? AlgorithmTable.CertifiedHostKeyAlgorithms : [],
        .. keys.SelectMany(key => AlgorithmTable.SignaturesOf(key.KeyType)).Distinct(),
    ];

    /// <inheritdoc/>
    public ValueTask<bool> VerifyAsync(
        SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keys.Contains(hostKey) || (certificate is not null && IsTrusted(certificate)));

    // A pinned key needs nobody to vouch for it; a certificate needs all of this.
    private bool IsTrusted(SshCertificate certificate) =>
        _authorities.Contains(certificate.Authority)
        && hostName.Length > 0
        && certificate.Check(new SshCertificateUse
        {
            Kind = SshCertificateKind.Host,
            Name = hostName,
            Time = (time ?? TimeProvider.System).GetUtcNow(),
        }) is null;
}
