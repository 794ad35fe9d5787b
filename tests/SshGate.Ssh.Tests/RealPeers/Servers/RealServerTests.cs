using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>Our client against real servers.</summary>
public sealed class RealServerTests
{
    private static readonly SshPublicKey[] Authorized =
        [TestKeys.Ed25519.PublicKey, TestKeys.Ecdsa.PublicKey, TestKeys.Rsa.PublicKey];

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("ssh-rsa")]
    public async Task Logs_in_to_sshd_with_every_kind_of_key(string keyType)
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);
        await using var client = await ConnectAsync(sshd, key: TestKeys.Of(keyType));

        var result = await RunAsync(client, "echo out; echo err >&2; exit 7");

        Assert.Equal("out\n", result.OutputText);
        Assert.Equal("err\n", result.ErrorText);
        Assert.Equal(7u, result.Exit?.Status);
        Assert.StartsWith("SSH-2.0-OpenSSH", client.ServerVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_several_sessions_on_one_connection()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);
        await using var client = await ConnectAsync(sshd);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => RunAsync(client, $"echo {i}; exit {i}")));

        Assert.Equal(["0\n", "1\n", "2\n", "3\n", "4\n"], results.Select(result => result.OutputText));
        Assert.Equal([0u, 1, 2, 3, 4], results.Select(result => result.Exit!.Status!.Value));
    }

    [Fact]
    public async Task Reports_the_signal_that_ended_a_command()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);
        await using var client = await ConnectAsync(sshd);

        var result = await RunAsync(client, "kill -TERM $$");

        Assert.Equal("TERM", result.Exit?.Signal);
    }

    [Fact]
    public async Task Asks_for_a_terminal_and_sends_it_input()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);
        await using var client = await ConnectAsync(sshd);
        var channel = await client.OpenSessionAsync(cancellation);

        Assert.True(await channel.RequestAsync(
            new PtyRequest("xterm", new TerminalSize(91, 27, 0, 0), new byte[] { 0 }), cancellation));
        var result = await channel.RunAsync("stty size");

        Assert.Equal("27 91\r\n", result.OutputText);
    }

    [Fact]
    public async Task Refuses_a_host_key_that_is_not_pinned()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);
        using var other = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        var pipe = await DialAsync(sshd);

        var failure = await Assert.ThrowsAsync<SshClientException>(() => SshClientConnection.ConnectAsync(
            pipe, ConnectionPair.ClientOptions(other.PublicKey), TestContext.Current.CancellationToken));

        Assert.Equal(SshClientFailure.HostKeyRejected, failure.Failure);
        Assert.Contains(failure.OfferedHostKey, sshd.HostKeys);
    }

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("ssh-rsa")]
    public async Task Trusts_the_host_certificate_of_sshd_by_its_authority(string keyType)
    {
        using var folder = new TemporaryFolder();
        using var text = TestKeys.EcdsaP384.ExportOpenSsh("");
        folder.WriteKey("ca", text.Span);
        File.WriteAllText(folder.File("host.pub"), TestKeys.Of(keyType).PublicKey.ToOpenSsh() + "\n");
        SshKeygen.Run("-q", "-s", folder.File("ca"), "-h", "-I", "host", "-n", "*.example,other", "-V", "-1h:+1h", folder.File("host.pub"));
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized, $"HostCertificate {folder.File("host-cert.pub")}");
        SshPublicKey[] authorities = [TestKeys.EcdsaP384.PublicKey];

        async Task<SshClientConnection> ConnectAsync(PinnedHostKeys verifier) => await SshClientConnection.ConnectAsync(
            await DialAsync(sshd),
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = TestKeys.Ed25519,
                HostKeyVerifier = verifier,
                HostKeyAlgorithms = verifier.Algorithms,
            },
            TestContext.Current.CancellationToken);

        await using var client = await ConnectAsync(new PinnedHostKeys([], authorities, "web.example"));
        Assert.EndsWith("-cert-v01@openssh.com", client.Algorithms.HostKey, StringComparison.Ordinal);
        Assert.Equal(TestKeys.Of(keyType).PublicKey, client.HostKey);

        var failure = await Assert.ThrowsAsync<SshClientException>(
            () => ConnectAsync(new PinnedHostKeys([], authorities, "example")));
        Assert.Equal(SshClientFailure.HostKeyRejected, failure.Failure);
    }

    [Fact]
    public async Task Says_that_the_server_refuses_the_key()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync([]);

        var failure = await Assert.ThrowsAsync<SshClientException>(() => ConnectAsync(sshd));

        Assert.Equal(SshClientFailure.AuthenticationFailed, failure.Failure);
    }

    [Fact]
    public async Task Scans_the_host_keys_of_sshd()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync(Authorized);

        var keys = await SshHostKeyScanner.FetchAsync(
            token => SshDialer.ConnectTcpAsync("127.0.0.1", sshd.Port, TimeSpan.FromSeconds(20), token),
            new SshClientOptions { UserName = "scan", Key = TestKeys.Ed25519, HostKeyVerifier = new PinnedHostKeys([]) },
            TestContext.Current.CancellationToken);

        Assert.Equal(
            sshd.HostKeys.Select(key => key.Fingerprint).Order(StringComparer.Ordinal),
            keys.Select(key => key.Fingerprint).Order(StringComparer.Ordinal));
    }

    private static async Task<SshClientConnection> ConnectAsync(
        SshdFixture sshd, SshPrivateKey? key = null)
    {
        var pinned = new PinnedHostKeys(sshd.HostKeys);
        return await SshClientConnection.ConnectAsync(
            await DialAsync(sshd),
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = key ?? TestKeys.Ed25519,
                HostKeyVerifier = pinned,
                HostKeyAlgorithms = pinned.Algorithms,
                LoggerFactory = new TestLog("client"),
            },
            TestContext.Current.CancellationToken);
    }

    private static Task<System.IO.Pipelines.IDuplexPipe> DialAsync(SshdFixture sshd) => SshDialer.ConnectTcpAsync(
        "127.0.0.1", sshd.Port, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static async Task<CommandResult> RunAsync(
        SshClientConnection client, string command, ReadOnlyMemory<byte> input = default)
    {
        var channel = await client.OpenSessionAsync(TestContext.Current.CancellationToken);
        return await channel.RunAsync(command, input);
    }
}
