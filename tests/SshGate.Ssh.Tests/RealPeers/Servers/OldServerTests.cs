using SshGate.Ssh.Client;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>Our client against an sshd that has nothing but SHA-1.</summary>
public sealed class OldServerTests
{
    private static readonly string[] Old =
    [
        "KexAlgorithms diffie-hellman-group14-sha1", "HostKeyAlgorithms ssh-rsa", "Ciphers aes128-ctr",
    ];

    [Theory]
    [InlineData("hmac-sha1")]
    [InlineData("hmac-sha1-etm@openssh.com")]
    public async Task Is_reached_when_the_options_name_all_that_it_needs(string mac)
    {
        await using var sshd = await StartAsync(mac);
        await using var client = await ConnectAsync(
            sshd,
            InsecureAlgorithms.InsecureGroup14Sha1 | InsecureAlgorithms.InsecureHmacSha1 | InsecureAlgorithms.InsecureSshRsa);

        Assert.Equal("diffie-hellman-group14-sha1", client.Algorithms.KeyExchange);
        Assert.Equal("ssh-rsa", client.Algorithms.HostKey);
        Assert.Equal(mac, client.Algorithms.MacToServer);
        var channel = await client.OpenSessionAsync(TestContext.Current.CancellationToken);
        Assert.Equal("x\n", (await channel.RunAsync("echo x")).OutputText);
    }

    [Theory]
    [InlineData(InsecureAlgorithms.None, "key exchange method")]
    [InlineData(InsecureAlgorithms.InsecureHmacSha1 | InsecureAlgorithms.InsecureSshRsa, "key exchange method")]
    [InlineData(InsecureAlgorithms.InsecureGroup14Sha1 | InsecureAlgorithms.InsecureSshRsa, "MAC")]
    [InlineData(InsecureAlgorithms.InsecureGroup14Sha1 | InsecureAlgorithms.InsecureHmacSha1, "host key algorithm")]
    public async Task Is_not_reached_when_they_name_less(InsecureAlgorithms named, string missing)
    {
        await using var sshd = await StartAsync("hmac-sha1");

        var failure = await Assert.ThrowsAsync<SshClientException>(() => ConnectAsync(sshd, named));

        Assert.Equal(SshClientFailure.ProtocolError, failure.Failure);
        Assert.Contains($"No common {missing}", failure.Message, StringComparison.Ordinal);
    }

    private static Task<SshdFixture> StartAsync(string mac) =>
        SshdFixture.StartOpenSshAsync([TestKeys.Ed25519.PublicKey], [.. Old, $"MACs {mac}"]);

    private static async Task<SshClientConnection> ConnectAsync(SshdFixture sshd, InsecureAlgorithms insecure)
    {
        var pipe = await SshDialer.ConnectTcpAsync(
            "127.0.0.1", sshd.Port, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var pinned = new PinnedHostKeys(sshd.HostKeys);
        return await SshClientConnection.ConnectAsync(
            pipe,
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = TestKeys.Ed25519,
                HostKeyVerifier = pinned,
                HostKeyAlgorithms = pinned.Algorithms,
                Insecure = insecure,
                LoggerFactory = new TestLog("client"),
            },
            TestContext.Current.CancellationToken);
    }
}
