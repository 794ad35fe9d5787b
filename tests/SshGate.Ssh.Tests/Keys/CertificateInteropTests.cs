using System.Net;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>Certificates exchanged with the real ssh-keygen.</summary>
public sealed class CertificateInteropTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2026, 1, 3, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, string> KeyTypes => OpenSshInteropTests.KeyTypes;

    public static TheoryData<SshKeyKind, SshKeyKind> Pairs()
    {
        var data = new TheoryData<SshKeyKind, SshKeyKind>();
        foreach (var subject in Enum.GetValues<SshKeyKind>())
        {
            foreach (var authority in Enum.GetValues<SshKeyKind>())
            {
                data.Add(subject, authority);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Reads_certificates_of_ssh_keygen(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var authority = MakeKey(folder, "ca", type, bits);
        var subject = MakeKey(folder, "user", type, bits);
        SshKeygen.Run(
            "-q", "-s", folder.File("ca"), "-I", "the id", "-n", "alice,bob", "-z", "18446744073709551615",
            "-V", "20260102030405Z:20260103030405Z", "-O", "clear", "-O", "permit-pty", "-O", "force-command=uptime -p",
            "-O", "source-address=10.0.0.0/8,192.0.2.1", folder.File("user.pub"));

        var certificate = Read(folder.File("user-cert.pub"));

        Assert.Equal(AlgorithmTable.CertificateTypeOf(subject.KeyType), certificate.KeyType);
        Assert.Equal(subject, certificate.Key);
        Assert.Equal(authority, certificate.Authority);
        Assert.Equal(SshCertificateKind.User, certificate.Kind);
        Assert.Equal("the id", certificate.KeyId);
        Assert.Equal(ulong.MaxValue, certificate.Serial);
        Assert.Equal(["alice", "bob"], certificate.Principals);
        Assert.Equal((Begin, End), (certificate.ValidAfter, certificate.ValidBefore));
        Assert.Equal(["force-command", "source-address"], certificate.CriticalOptions.Keys);
        Assert.Equal("uptime -p", certificate.ForceCommand);
        Assert.Equal(["permit-pty"], certificate.Extensions.Keys);
        Assert.Equal(
            File.ReadAllText(folder.File("user-cert.pub")).Split(' ')[..2], certificate.ToOpenSsh().Split(' '));
        Assert.True(SshCertificate.TryParse(certificate.Blob.Span, out var again));
        Assert.Equal(certificate, again);
    }

    [Fact]
    public void Reads_host_certificates_that_are_valid_for_ever()
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, "ca", "ed25519", "256");
        MakeKey(folder, "host", "ed25519", "256");
        SshKeygen.Run(
            "-q", "-s", folder.File("ca"), "-I", "h", "-h", "-n", "*.example.org", "-V", "always:forever",
            folder.File("host.pub"));

        var certificate = Read(folder.File("host-cert.pub"));

        Assert.Equal(SshCertificateKind.Host, certificate.Kind);
        Assert.Equal(DateTimeOffset.UnixEpoch, certificate.ValidAfter);
        Assert.Equal(DateTimeOffset.MaxValue, certificate.ValidBefore);
        Assert.Null(certificate.Check(HostUse("Web.Example.ORG")));
        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(HostUse("example.org")));
    }

    [Fact]
    public void Refuses_a_certificate_that_an_rsa_authority_signed_with_sha1()
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, "ca", "rsa", "2048");
        MakeKey(folder, "user", "ed25519", "256");
        var made = SshKeygen.Try("-q", "-t", "ssh-rsa", "-s", folder.File("ca"), "-I", "x", "-n", "a", folder.File("user.pub"));
        Assert.SkipUnless(made.ExitCode == 0, "This ssh-keygen signs no more with SHA-1.");
        Assert.Contains("(using ssh-rsa)", SshKeygen.Run("-L", "-f", folder.File("user-cert.pub")), StringComparison.Ordinal);

        Assert.False(SshCertificate.TryParseOpenSsh(File.ReadAllText(folder.File("user-cert.pub")), out _));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Issues_certificates_that_ssh_keygen_reads(SshKeyKind subject, SshKeyKind authority)
    {
        using var folder = new TemporaryFolder();
        var certificate = await SshCertificateIssuer.IssueAsync(
            new SshCertificateRequest
            {
                Kind = SshCertificateKind.User,
                Key = KeyBlobs.Of(subject).PublicKey,
                KeyId = "agent run 7",
                Principals = ["deploy", "web-1.example"],
                ValidAfter = Begin,
                ValidBefore = End,
                Serial = 42,
                ForceCommand = "systemctl restart \"nginx\" # ü",
                SourceAddresses = [IPNetwork.Parse("10.1.2.0/24"), IPNetwork.Parse("2001:db8::/32")],
                Extensions = ["permit-pty", "permit-agent-forwarding"],
            },
            KeyBlobs.Of(authority),
            TestContext.Current.CancellationToken);
        File.WriteAllText(folder.File("cert.pub"), certificate.ToOpenSsh("comment") + "\n");

        var shown = SshKeygen.Run("-L", "-f", folder.File("cert.pub"));

        Assert.Equal(
            [
                $"Type: {certificate.KeyType} user certificate",
                $"Public key: {Short(certificate.KeyType)}-CERT {certificate.Key.Fingerprint}",
                $"Signing CA: {Short(certificate.Authority.KeyType)} {certificate.Authority.Fingerprint} (using {certificate.SignatureAlgorithm})",
                "Key ID: \"agent run 7\"",
                "Serial: 42",
                "Valid: from 2026-01-02T03:04:05 to 2026-01-03T03:04:05",
                "Principals:",
                "deploy",
                "web-1.example",
                "Critical Options:",
                "force-command systemctl restart \"nginx\" # ü",
                "source-address 10.1.2.0/24,2001:db8::/32",
                "Extensions:",
                "permit-agent-forwarding",
                "permit-pty",
            ],
            shown.Split('\n').Skip(1).Select(line => line.Trim()));
    }

    [Fact]
    public async Task Issues_host_certificates_that_ssh_keygen_reads()
    {
        using var folder = new TemporaryFolder();
        var certificate = await SshCertificateIssuer.IssueAsync(
            new SshCertificateRequest
            {
                Kind = SshCertificateKind.Host,
                Key = TestKeys.Ed25519.PublicKey,
                KeyId = "gate",
                Principals = ["gate.example", "2001:db8::1"],
                ValidAfter = DateTimeOffset.UnixEpoch,
                ValidBefore = DateTimeOffset.MaxValue,
            },
            TestKeys.Ecdsa,
            TestContext.Current.CancellationToken);
        File.WriteAllText(folder.File("cert.pub"), certificate.ToOpenSsh() + "\n");

        var shown = SshKeygen.Run("-L", "-f", folder.File("cert.pub"));

        Assert.Contains("host certificate", shown, StringComparison.Ordinal);
        Assert.Contains("Valid: forever", shown, StringComparison.Ordinal);
        Assert.Contains("Critical Options: (none)", shown, StringComparison.Ordinal);
        Assert.Contains("Extensions: (none)", shown, StringComparison.Ordinal);
    }

    private static SshCertificateUse HostUse(string name) =>
        new() { Kind = SshCertificateKind.Host, Name = name, Time = Begin };

    private static string Short(string keyType) =>
        keyType.Contains("ed25519", StringComparison.Ordinal) ? "ED25519"
        : keyType.Contains("ecdsa", StringComparison.Ordinal) ? "ECDSA" : "RSA";

    private static SshPublicKey MakeKey(TemporaryFolder folder, string name, string type, string bits)
    {
        SshKeygen.Run("-q", "-t", type, "-b", bits, "-N", "", "-C", "", "-f", folder.File(name));
        Assert.True(SshPublicKey.TryParseOpenSsh(File.ReadAllText(folder.File(name) + ".pub"), out var key, out _));
        return key;
    }

    private static SshCertificate Read(string path)
    {
        Assert.True(SshCertificate.TryParseOpenSsh(File.ReadAllText(path), out var certificate));
        return certificate;
    }
}
