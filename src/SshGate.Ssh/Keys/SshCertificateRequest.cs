using System.Net;

namespace SshGate.Ssh.Keys;

/// <summary>What a certificate is to say, for <see cref="SshCertificateIssuer"/>.</summary>
public sealed record SshCertificateRequest
{
    /// <summary>A command line that fits one page; OpenSSH has no limit but the packet's.</summary>
    public const int MaxForceCommandBytes = CertificateOptions.MaxTextBytes;

    /// <summary>What it is for.</summary>
    public required SshCertificateKind Kind { get; init; }

    /// <summary>The key it is about.</summary>
    public required SshPublicKey Key { get; init; }

    /// <summary>What logs call it: 1 to 256 printable ASCII characters.</summary>
    public required string KeyId { get; init; }

    /// <summary>
    /// The accounts or host names it is for: 1 to 256, of letters, digits and <c>. _ -</c> (a host's also <c>:</c>, for
    /// IPv6), up to 256 characters, not starting with <c>-</c>. No pattern and no list passes that.
    /// </summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>The first second in which it is valid.</summary>
    public required DateTimeOffset ValidAfter { get; init; }

    /// <summary>
    /// The first second in which it is not valid any more; <see cref="DateTimeOffset.MaxValue"/> for never.
    /// </summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>A number to revoke it by; 0 for none.</summary>
    public ulong Serial { get; init; }

    /// <summary>
    /// The command that the server runs instead of what the user asks for, or null; up to
    /// <see cref="MaxForceCommandBytes"/> bytes of UTF-8 without a NUL; a line feed in it is one of the shell's.
    /// </summary>
    public string? ForceCommand { get; init; }

    /// <summary>The networks that the user may come from, up to 256; none allows all.</summary>
    public IReadOnlyList<IPNetwork> SourceAddresses { get; init; } = [];

    /// <summary>
    /// What the server may allow, such as <c>permit-pty</c> and <c>permit-port-forwarding</c>; none allows no more than
    /// to run commands.
    /// </summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];
}
