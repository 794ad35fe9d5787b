using System.Net;
using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>Certificates (OpenSSH PROTOCOL.certkeys).</summary>
internal static class CertificateTargets
{
    private static readonly string[] Words =
    [
        .. FuzzTargets.Words, "permit-agent-forwarding", "no-touch-required", "10.0.0.0/8", "::/0", "*", "127.0.0.1/32,!x", "deploy",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "certificate",
            Words = Words,
            ShortPass = 4000,
            MaxAllocation = 256 * 1024,
            Seeds = Blobs,
            Run = Use,
        },
        new()
        {
            // An input is what the authority signs; the signature is made afterwards and is genuine.
            Name = "certificate-signed",
            Words = Words,
            ShortPass = 3000,
            MaxAllocation = 256 * 1024,
            Seeds = () => Blobs().Select(blob => blob[..^(4 + Sign([]).Length)]),
            Run = input => Use([.. input, .. SshWriter.ToArray(writer => writer.WriteString(Sign(input)))]),
        },
        new()
        {
            Name = "certificate-line",
            Words = Words,
            ShortPass = 4000,
            MaxLength = 70 * 1024,
            MaxAllocation = 512 * 1024,
            Seeds = () => Blobs().Select(blob => Encoding.ASCII.GetBytes(SshCertificate.Parse(blob).ToOpenSsh("comment"))),
            Run = input => SshCertificate.TryParseOpenSsh(Encoding.Latin1.GetString(input), out _),
        },
    ];

    private static byte[] Sign(byte[] data) =>
        TestKeys.Ed25519.SignAsync("ssh-ed25519", data, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static void Use(byte[] blob)
    {
        var certificate = SshCertificate.Parse(blob);
        BrokenLawException.Unless(certificate.Blob.Span.SequenceEqual(blob), "The certificate has another blob.");
        foreach (var kind in Enum.GetValues<SshCertificateKind>())
        {
            certificate.Check(new SshCertificateUse
            {
                Kind = kind,
                Name = "deploy",
                Time = DateTimeOffset.UnixEpoch.AddYears(50),
                Source = IPAddress.Loopback,
                EnforcedOptions = ["force-command", "source-address", "verify-required"],
            });
        }

        BrokenLawException.Unless(
            SshCertificate.TryParseOpenSsh(certificate.ToOpenSsh("c"), out var again) && again.Equals(certificate),
            "The certificate's own line is not that certificate.");
    }

    private static IEnumerable<byte[]> Blobs()
    {
        foreach (var kind in Enum.GetValues<SshCertificateKind>())
        {
            foreach (var key in new[] { TestKeys.Ed25519, TestKeys.Ecdsa, TestKeys.Rsa })
            {
                var request = new SshCertificateRequest
                {
                    Kind = kind,
                    Key = key.PublicKey,
                    KeyId = "id",
                    Principals = ["deploy", "other.host"],
                    ValidAfter = DateTimeOffset.UnixEpoch.AddYears(40),
                    ValidBefore = DateTimeOffset.UnixEpoch.AddYears(60),
                    Serial = 7,
                };
                request = kind == SshCertificateKind.Host
                    ? request
                    : request with { ForceCommand = "id", SourceAddresses = [IPNetwork.Parse("127.0.0.0/8")], Extensions = ["permit-pty"] };
                yield return SshCertificateIssuer.IssueAsync(request, TestKeys.Ed25519, CancellationToken.None)
                    .AsTask().GetAwaiter().GetResult().Blob.ToArray();
            }
        }
    }
}
