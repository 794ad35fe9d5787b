using System.Net;

namespace SshGate.Ssh.Keys;

/// <summary>What somebody wants to do with a certificate, for <see cref="SshCertificate.Check"/>.</summary>
public sealed record SshCertificateUse
{
    /// <summary>The kind of certificate that is needed.</summary>
    public required SshCertificateKind Kind { get; init; }

    /// <summary>
    /// The account or the host's name that the certificate has to list; null leaves that comparison to the caller, who
    /// then must do it.
    /// </summary>
    public required string? Name { get; init; }

    /// <summary>The time of the use, from a <see cref="TimeProvider"/>.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// Where the user comes from. Without it, a certificate that is bound to addresses is refused.
    /// </summary>
    public IPAddress? Source { get; init; }

    /// <summary>
    /// The critical options that the caller enforces itself, such as <c>force-command</c>. <c>source-address</c> is
    /// enforced by the check and <c>verify-required</c> with the signature; any other option is refused.
    /// </summary>
    public IReadOnlyList<string> EnforcedOptions { get; init; } = [];
}
