using System.Net;
using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>Our client logs in to sshd with certificates that we issued.</summary>
public sealed class UserCertificateTests
{
    private static readonly SshPrivateKey Authority = TestKeys.EcdsaP384;

    private static SshCertificateRequest Request => new()
    {
        Kind = SshCertificateKind.User,
        Key = TestKeys.Ed25519.PublicKey,
        KeyId = "gate test",
        Principals = [SshdFixture.UserName],
        ValidAfter = DateTimeOffset.UtcNow.AddMinutes(-5),
        ValidBefore = DateTimeOffset.UtcNow.AddMinutes(5),
        Extensions = ["permit-pty"],
    };

    public static TheoryData<string, string> Pairs => new()
    {
        { "ssh-ed25519", "ssh-ed25519" },
        { "ecdsa-sha2-nistp256", "ssh-ed25519" },
        { "ecdsa-sha2-nistp384", "ssh-ed25519" },
        { "ecdsa-sha2-nistp521", "ssh-ed25519" },
        { "ssh-rsa", "ssh-ed25519" },
        { "ssh-ed25519", "ecdsa-sha2-nistp256" },
        { "ssh-ed25519", "ecdsa-sha2-nistp521" },
        { "ssh-ed25519", "ssh-rsa" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Sshd_takes_a_certificate_of_each_kind(string keyType, string authorityType)
    {
        using var folder = new TemporaryFolder();
        await using var sshd = await StartAsync(folder, TestKeys.Of(authorityType));
        var certificate = await IssueAsync(
            Request with { Key = TestKeys.Of(keyType).PublicKey }, TestKeys.Of(authorityType));

        await using var client = await ConnectAsync(sshd, new CertifiedSigner(TestKeys.Of(keyType), certificate));

        Assert.Null(certificate.Check(Use));
        Assert.Equal("hello\n", (await RunAsync(client, "echo hello")).OutputText);
    }

    [Fact]
    public async Task Sshd_runs_the_forced_command_and_knows_the_name_of_the_certificate()
    {
        using var folder = new TemporaryFolder();
        await using var sshd = await StartAsync(folder, Authority, $"ExposeAuthInfo yes");
        var certificate = await IssueAsync(Request with
        {
            ForceCommand = "echo \"forced: $SSH_ORIGINAL_COMMAND\"; cut -d' ' -f2 < $SSH_USER_AUTH",
            SourceAddresses = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8")],
        });

        await using var client = await ConnectAsync(sshd, new CertifiedSigner(TestKeys.Ed25519, certificate));

        Assert.Equal(
            "forced: rm -rf /nothing\nssh-ed25519-cert-v01@openssh.com\n",
            (await RunAsync(client, "rm -rf /nothing")).OutputText);
    }

    [Fact]
    public async Task Sshd_and_our_own_check_refuse_the_same_certificates()
    {
        using var folder = new TemporaryFolder();
        await using var sshd = await StartAsync(folder, Authority);
        var now = DateTimeOffset.UtcNow;
        var forged = new ForgedCertificate { Key = TestKeys.Ed25519.PublicKey, Authority = Authority, Principals = [SshdFixture.UserName] };
        (SshCertificateProblem Problem, SshCertificate Certificate)[] cases =
        [
            (SshCertificateProblem.Expired, await IssueAsync(Request with { ValidAfter = now.AddHours(-2), ValidBefore = now.AddSeconds(-1) })),
            (SshCertificateProblem.NotYetValid, await IssueAsync(Request with { ValidAfter = now.AddHours(1), ValidBefore = now.AddHours(2) })),
            (SshCertificateProblem.NameNotListed, await IssueAsync(Request with { Principals = ["somebody", "else"] })),
            (SshCertificateProblem.NameNotListed, (forged with { Principals = ["*"] }).Parse()),
            (SshCertificateProblem.AddressNotAllowed, await IssueAsync(Request with { SourceAddresses = [IPNetwork.Parse("10.0.0.0/8")] })),
            (SshCertificateProblem.WrongKind, await IssueAsync(Request with { Kind = SshCertificateKind.Host, Extensions = [] })),
            (SshCertificateProblem.NoPrincipals, (forged with { Principals = [] }).Parse()),
            (SshCertificateProblem.UnknownCriticalOption, (forged with { CriticalOptions = [ForgedCertificate.Flag("option@example.org")] }).Parse()),
            (SshCertificateProblem.MalformedOption, (forged with { CriticalOptions = [ForgedCertificate.Option("source-address", "127.0.0.1/8")] }).Parse()),
            (SshCertificateProblem.MalformedOption, (forged with { CriticalOptions = [("force-command", [1])] }).Parse()),
        ];
        foreach (var (problem, certificate) in cases)
        {
            Assert.Equal(problem, certificate.Check(Use));
            var failure = await Assert.ThrowsAsync<SshClientException>(
                () => ConnectAsync(sshd, new CertifiedSigner(TestKeys.Ed25519, certificate)));
            Assert.True(failure.Failure == SshClientFailure.AuthenticationFailed, $"{problem}: {failure}");
        }

        // The authority is the right one, and what was wrong is not wrong with every certificate.
        await using var client = await ConnectAsync(sshd, new CertifiedSigner(TestKeys.Ed25519, forged.Parse()));
    }

    [Fact]
    public async Task Sshd_refuses_a_certificate_of_another_authority()
    {
        using var folder = new TemporaryFolder();
        await using var sshd = await StartAsync(folder, Authority);

        var failure = await Assert.ThrowsAsync<SshClientException>(async () => await ConnectAsync(
            sshd, new CertifiedSigner(TestKeys.Ed25519, await IssueAsync(Request, TestKeys.Ecdsa))));

        Assert.Equal(SshClientFailure.AuthenticationFailed, failure.Failure);
    }

    private static SshCertificateUse Use => new()
    {
        Kind = SshCertificateKind.User,
        Name = SshdFixture.UserName,
        Time = DateTimeOffset.UtcNow,
        Source = IPAddress.Loopback,
        EnforcedOptions = ["force-command"],
    };

    private static Task<SshdFixture> StartAsync(TemporaryFolder folder, SshPrivateKey authority, params string[] settings)
    {
        File.WriteAllText(folder.File("ca.pub"), authority.PublicKey.ToOpenSsh() + "\n");
        return SshdFixture.StartOpenSshAsync([], [$"TrustedUserCAKeys {folder.File("ca.pub")}", .. settings]);
    }

    private static ValueTask<SshCertificate> IssueAsync(SshCertificateRequest request, SshPrivateKey? authority = null) =>
        SshCertificateIssuer.IssueAsync(request, authority ?? Authority, TestContext.Current.CancellationToken);

    private static async Task<SshClientConnection> ConnectAsync(SshdFixture sshd, ISshSigner key)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return await SshClientConnection.ConnectAsync(
            await SshDialer.ConnectTcpAsync("127.0.0.1", sshd.Port, TimeSpan.FromSeconds(20), cancellation),
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = key,
                HostKeyVerifier = new PinnedHostKeys(sshd.HostKeys),
                LoggerFactory = new TestLog("client"),
            },
            cancellation);
    }

    private static async Task<CommandResult> RunAsync(SshClientConnection client, string command)
    {
        var channel = await client.OpenSessionAsync(TestContext.Current.CancellationToken);
        return await channel.RunAsync(command);
    }
}
