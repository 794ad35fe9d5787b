using System.Net;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Keys;

public sealed class CertificateIssuerTests
{
    private static readonly SshCertificateRequest Request = new()
    {
        Kind = SshCertificateKind.User,
        Key = TestKeys.Ed25519.PublicKey,
        KeyId = "id",
        Principals = ["alice"],
        ValidAfter = DateTimeOffset.UnixEpoch,
        ValidBefore = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    [Fact]
    public async Task What_was_asked_for_is_in_the_certificate()
    {
        var certificate = await IssueAsync(Request with
        {
            Serial = 9,
            ForceCommand = "uptime",
            SourceAddresses = [IPNetwork.Parse("10.0.0.0/8")],
            Extensions = ["permit-pty", "permit-X11-forwarding"],
        });

        Assert.Equal(Request.Key, certificate.Key);
        Assert.Equal(TestKeys.Ecdsa.PublicKey, certificate.Authority);
        Assert.Equal(9ul, certificate.Serial);
        Assert.Equal("uptime", certificate.ForceCommand);
        Assert.Equal(["permit-X11-forwarding", "permit-pty"], certificate.Extensions.Keys);
        Assert.Null(certificate.Check(new SshCertificateUse
        {
            Kind = SshCertificateKind.User,
            Name = "alice",
            Time = DateTimeOffset.UnixEpoch,
            Source = IPAddress.Parse("10.0.0.1"),
            EnforcedOptions = ["force-command"],
        }));
    }

    [Fact]
    public async Task No_two_certificates_are_the_same() =>
        Assert.NotEqual(await IssueAsync(Request), await IssueAsync(Request));

    [Theory]
    [InlineData("alice,root")]
    [InlineData("")]
    [InlineData("-alice")]
    [InlineData("a lice")]
    [InlineData("*")]
    [InlineData("alice\n")]
    [InlineData("älice")]
    [InlineData("a:b")]
    public async Task Names_that_a_server_could_misread_are_not_certified(string principal) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await IssueAsync(Request with { Principals = ["ok", principal] }));

    [Fact]
    public async Task What_no_certificate_should_say_is_not_certified()
    {
        SshCertificateRequest[] bad =
        [
            Request with { Principals = [] },
            Request with { Principals = [.. Enumerable.Range(0, 257).Select(i => $"u{i}")] },
            Request with { KeyId = "" },
            Request with { KeyId = "a\nb" },
            Request with { KeyId = new string('a', 257) },
            Request with { ValidBefore = Request.ValidAfter },
            Request with { Kind = (SshCertificateKind)3 },
            Request with { ForceCommand = "" },
            Request with { ForceCommand = "a\0b" },
            Request with { ForceCommand = new string('a', 16 * 1024 + 1) },
            Request with { Extensions = ["permit-pty", "permit-pty"] },
            Request with { Extensions = ["permit pty"] },
            Request with { Kind = SshCertificateKind.Host, ForceCommand = "uptime" },
            Request with { Kind = SshCertificateKind.Host, Extensions = ["permit-pty"] },
            Request with { Kind = SshCertificateKind.Host, SourceAddresses = [IPNetwork.Parse("10.0.0.0/8")] },
        ];
        foreach (var request in bad)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await IssueAsync(request));
        }
    }

    [Fact]
    public async Task A_key_with_a_certificate_is_no_authority()
    {
        var signer = new CertifiedSigner(TestKeys.Ed25519, await IssueAsync(Request));

        await Assert.ThrowsAsync<ArgumentException>(async () => await SshCertificateIssuer.IssueAsync(
            Request, signer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_certificate_goes_with_its_own_key_only()
    {
        var certificate = await IssueAsync(Request);
        var signer = new CertifiedSigner(TestKeys.Ed25519, certificate);

        Assert.Equal(["ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519"], signer.SignatureAlgorithms);
        Assert.Equal(certificate, signer.Certificate);
        Assert.Equal(TestKeys.Ed25519.PublicKey, signer.PublicKey);
        Assert.Throws<ArgumentException>(() => new CertifiedSigner(TestKeys.Ecdsa, certificate));
        Assert.Throws<ArgumentException>(() => new CertifiedSigner(signer, certificate));
    }

    [Fact]
    public async Task A_certified_key_signs_as_its_plain_key_does()
    {
        var certificate = await IssueAsync(Request with { Key = TestKeys.Rsa.PublicKey });
        var signer = new CertifiedSigner(TestKeys.Rsa, certificate);

        var signature = await signer.SignAsync(
            "rsa-sha2-256-cert-v01@openssh.com", "x"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.True(TestKeys.Rsa.PublicKey.Verify("rsa-sha2-256", "x"u8, signature));
    }

    private static ValueTask<SshCertificate> IssueAsync(SshCertificateRequest request) =>
        SshCertificateIssuer.IssueAsync(request, TestKeys.Ecdsa, TestContext.Current.CancellationToken);
}
