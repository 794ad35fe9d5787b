using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Client;

/// <summary>Servers that show certificates, and clients that want them.</summary>
public sealed class HostCertificateTests
{
    private static readonly ForgedCertificate Good = new() { Kind = 2, Principals = ["gate.example"] };
    private static readonly SshPublicKey Authority = Good.Authority.PublicKey;

    public static TheoryData<string> KeyTypes => ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task A_certificate_of_a_trusted_authority_for_this_name_is_accepted(string keyType)
    {
        await using var client = await ConnectAsync(Certified(Good, TestKeys.Of(keyType)), Verifier());

        Assert.EndsWith("-cert-v01@openssh.com", client.Algorithms.HostKey, StringComparison.Ordinal);
        Assert.Equal(TestKeys.Of(keyType).PublicKey, client.HostKey);
    }

    [Fact]
    public async Task A_client_that_asks_for_plain_keys_gets_the_plain_key_of_the_same_signer()
    {
        await using var client = await ConnectAsync(
            Certified(Good, TestKeys.Ed25519), new PinnedHostKeys([TestKeys.Ed25519.PublicKey]));

        Assert.Equal("ssh-ed25519", client.Algorithms.HostKey);
    }

    [Fact]
    public async Task A_pinned_key_needs_nobody_to_vouch_for_it()
    {
        var expired = Certified(Good with { ValidBefore = 1000 }, TestKeys.Ed25519);
        await using var client = await ConnectAsync(
            expired, new PinnedHostKeys([TestKeys.Ed25519.PublicKey], [TestKeys.Rsa.PublicKey], "other.example"));

        Assert.Equal("ssh-ed25519-cert-v01@openssh.com", client.Algorithms.HostKey);
    }

    [Fact]
    public async Task Every_other_certificate_is_refused_and_the_key_is_named()
    {
        (ForgedCertificate Certificate, IHostKeyVerifier Verifier)[] cases =
        [
            (Good with { Kind = 1 }, Verifier()),
            (Good with { ValidBefore = 1000 }, Verifier()),
            (Good with { ValidAfter = ulong.MaxValue - 1 }, Verifier()),
            (Good with { Principals = [] }, Verifier()),
            (Good with { Principals = ["other.example"] }, Verifier()),
            (Good with { CriticalOptions = [ForgedCertificate.Option("source-address", "0.0.0.0/0")] }, Verifier()),
            (Good, new PinnedHostKeys([], [Authority], "other.example")),
            (Good, new PinnedHostKeys([], [Authority])),
            (Good with { Principals = ["*"] }, new PinnedHostKeys([], [Authority])),
            (Good, new PinnedHostKeys([], [TestKeys.Rsa.PublicKey], "gate.example")),

            // The key that is certified is no authority.
            (Good, new PinnedHostKeys([], [TestKeys.Ed25519.PublicKey], "gate.example")),
        ];
        foreach (var (certificate, verifier) in cases)
        {
            var failure = await Assert.ThrowsAsync<SshClientException>(
                () => ConnectAsync(Certified(certificate, TestKeys.Ed25519), verifier));
            Assert.Equal(SshClientFailure.HostKeyRejected, failure.Failure);
            Assert.Equal(TestKeys.Ed25519.PublicKey, failure.OfferedHostKey);
        }
    }

    [Fact]
    public async Task A_certificate_is_judged_by_the_clock_of_the_verifier()
    {
        var time = new ManualTime();
        var signer = Certified(Good with { ValidBefore = 100 }, TestKeys.Ed25519);
        var verifier = new PinnedHostKeys([], [Authority], "gate.example", time);

        await using (await ConnectAsync(signer, verifier))
        {
        }

        time.Advance(TimeSpan.FromSeconds(100));
        await Assert.ThrowsAsync<SshClientException>(() => ConnectAsync(signer, verifier));
    }

    [Fact]
    public async Task A_host_certificate_without_its_key_is_refused()
    {
        // The certificate is public; the attacker signs with a key of his own.
        var stolen = Certified(Good, TestKeys.Ed25519);
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        await using var server = new ScriptedServer(serverPipe, new Thief(stolen.Certificate, SshPrivateKey.Generate(SshKeyKind.Ed25519)));

        var failure = await Assert.ThrowsAsync<SshClientException>(() => SshClientConnection.ConnectAsync(
            clientPipe, Options(Verifier()), TestContext.Current.CancellationToken));

        Assert.Equal(SshClientFailure.ProtocolError, failure.Failure);
        Assert.Null(failure.OfferedHostKey);
    }

    [Fact]
    public async Task The_key_stays_the_same_through_a_rekey()
    {
        var limits = new SshLimits { RekeyBytes = 100_000 };
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, new TestServer(), limits, Certified(Good, TestKeys.Ed25519));
        await using var client = await SshClientConnection.ConnectAsync(
            clientPipe, Options(Verifier()), TestContext.Current.CancellationToken);

        var channel = await client.OpenSessionAsync(TestContext.Current.CancellationToken);
        var input = TestServer.Pattern(1_000_000);
        var result = await channel.RunAsync("cat", input);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum(result.Output));
        Assert.True(client.Transport.Kex.Generation > 1);
    }

    private static PinnedHostKeys Verifier() => new([], [Authority], "Gate.Example");

    private static CertifiedSigner Certified(ForgedCertificate certificate, SshPrivateKey key) =>
        new(key, (certificate with { Key = key.PublicKey }).Parse());

    private static SshClientOptions Options(IHostKeyVerifier verifier) =>
        ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
        {
            HostKeyVerifier = verifier,
            HostKeyAlgorithms = ((PinnedHostKeys)verifier).Algorithms,
            AuthMethod = new PasswordMethod(TestServer.Password),
        };

    private static async Task<SshClientConnection> ConnectAsync(ISshSigner hostKey, IHostKeyVerifier verifier)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, new TestServer(), hostKey: hostKey);
        return await SshClientConnection.ConnectAsync(
            clientPipe, Options(verifier), TestContext.Current.CancellationToken);
    }

    private sealed class Thief(SshCertificate certificate, SshPrivateKey key) : ISshSigner
    {
        public SshPublicKey PublicKey => certificate.Key;

        public SshCertificate Certificate => certificate;

        public IReadOnlyList<string> SignatureAlgorithms => ["ssh-ed25519-cert-v01@openssh.com"];

        public ValueTask<byte[]> SignAsync(
            string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
            key.SignAsync("ssh-ed25519", data, cancellationToken);
    }
}
