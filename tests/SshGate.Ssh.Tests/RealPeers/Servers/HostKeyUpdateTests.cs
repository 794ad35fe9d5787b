using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>Host key rotation with OpenSSH on either side.</summary>
public sealed class HostKeyUpdateTests
{
    private static readonly SshPrivateKey[] Keys = [TestKeys.Ed25519, TestKeys.Ecdsa, TestKeys.Rsa];

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("rsa-sha2-256")]
    [InlineData("rsa-sha2-512")]
    public async Task Ssh_that_knows_one_key_learns_the_others(string algorithm)
    {
        await using var gate = new GateFixture();
        using var folder = new TemporaryFolder();
        var known = folder.File("known_hosts");
        var host = $"[127.0.0.1]:{gate.Port}";
        await File.WriteAllTextAsync(
            known, $"{host} {TestKeys.Of(algorithm).PublicKey.ToOpenSsh()}\n", TestContext.Current.CancellationToken);

        var result = await ExternalProgram.RunAsync(
            "sshpass",
            [
                "-e", "ssh", "-F", "none", "-v", "-p", gate.Port, "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=yes",
                "-o", $"UserKnownHostsFile={known}", "-o", "PubkeyAuthentication=no", "-o", $"HostKeyAlgorithms=^{algorithm}",
                "agent@127.0.0.1", "echo hello",
            ],
            environment: ("SSHPASS", TestServer.Password));

        Assert.Equal("hello\n", result.OutputText);
        var lines = await File.ReadAllLinesAsync(known, TestContext.Current.CancellationToken);
        Assert.Equal(
            Keys.Select(key => $"{host} {key.PublicKey.ToOpenSsh()}").Order(),
            lines.Where(line => line.Length > 0).Order());
    }

    [Theory]
    [InlineData("ecdsa-sha2-nistp256,rsa-sha2-512", 3)]
    [InlineData("rsa-sha2-256", 3)]
    [InlineData("ssh-ed25519", 2)]
    public async Task Our_client_learns_the_keys_of_sshd(string algorithms, int learned)
    {
        // To whom rsa-sha2 was not offered, sshd proves its RSA key with SHA-1, which is no proof.
        await using var sshd = await SshdFixture.StartOpenSshAsync([TestKeys.Ed25519.PublicKey]);
        var learner = new Learner();

        await using var client = await SshClientConnection.ConnectAsync(
            await SshDialer.ConnectTcpAsync(
                "127.0.0.1", sshd.Port, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken),
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = TestKeys.Ed25519,
                HostKeyVerifier = learner,
                HostKeyAlgorithms = algorithms.Split(','),
                LoggerFactory = new TestLog("client"),
            },
            TestContext.Current.CancellationToken);
        var keys = await learner.Learned.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(
            sshd.HostKeys.Where(key => learned == 3 || key.KeyType != "ssh-rsa").Select(key => key.Fingerprint).Order(),
            keys.Select(key => key.Fingerprint).Order());
    }

    private sealed class Learner : IHostKeyVerifier
    {
        public TaskCompletionSource<IReadOnlyList<SshPublicKey>> Learned { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<bool> VerifyAsync(
            SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public ValueTask KeysProvenAsync(IReadOnlyList<SshPublicKey> keys, CancellationToken cancellationToken)
        {
            Learned.SetResult(keys);
            return ValueTask.CompletedTask;
        }
    }
}
