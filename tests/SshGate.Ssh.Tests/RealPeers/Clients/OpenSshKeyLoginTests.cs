using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>OpenSSH's ssh logs in to our server with keys of ssh-keygen.</summary>
public sealed class OpenSshKeyLoginTests
{
    public static TheoryData<string, string> KeyTypes => new()
    {
        { "ed25519", "256" },
        { "ecdsa", "256" },
        { "ecdsa", "384" },
        { "ecdsa", "521" },
        { "rsa", "2048" },
        { "rsa", "4096" },
        { "ed25519-sk", "" },
        { "ecdsa-sk", "" },
    };

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task Logs_in_with_a_key(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var key = MakeKey(folder, "key", type, bits);
        var server = new TestServer { Authorizes = offer => offer.Certificate is null && offer.Key.Equals(key) };
        await using var gate = new GateFixture(server: server);

        var result = await SshAsync(gate, folder, ["-vvv"]);

        Assert.Equal("hello\n", result.OutputText);
        Assert.Contains("publickey-hostbound@openssh.com=<0>", result.Error, StringComparison.Ordinal);
        Assert.Contains("using publickey-hostbound-v00@openssh.com", result.Error, StringComparison.Ordinal);
        var proof = Assert.IsType<PublicKeyProof>(Assert.Single(server.Attempts));
        Assert.Equal(key, proof.Key);
        Assert.Equal(type.EndsWith("-sk", StringComparison.Ordinal), proof.IsTouched);
        Assert.Single(server.Offers);
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task Logs_in_with_a_certificate(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var key = MakeKey(folder, "key", type, bits);
        var authority = MakeKey(folder, "ca", "ed25519", "256");
        SshKeygen.Run(
            "-q", "-s", folder.File("ca"), "-I", "the id", "-n", "agent", "-V", "-1h:+1h",
            "-O", "source-address=127.0.0.1,10.0.0.0/8", folder.File("key.pub"));
        var server = new TestServer
        {
            Authorizes = offer => offer.Certificate is { } certificate
                && certificate.Authority.Equals(authority)
                && certificate.Principals.Contains(offer.UserName),
        };
        await using var gate = new GateFixture(server: server);

        var result = await SshAsync(gate, folder);

        Assert.Equal("hello\n", result.OutputText);
        var proof = Assert.IsType<PublicKeyProof>(Assert.Single(server.Attempts));
        Assert.Equal(key, proof.Key);
        Assert.Equal("the id", proof.Certificate?.KeyId);
        Assert.EndsWith("-cert-v01@openssh.com", proof.Algorithm, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-V", "-2h:-1h")]
    [InlineData("-V", "+1h:+2h")]
    [InlineData("-O", "source-address=10.0.0.0/8")]
    [InlineData("-O", "force-command=uptime")]
    [InlineData("-O", "critical:option@example.org=x")]
    [InlineData("-h", "-q")]
    public async Task Is_refused_with_a_certificate_that_is_not_good_here(string option, string value)
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, "key", "ed25519", "256");
        MakeKey(folder, "ca", "ed25519", "256");
        SshKeygen.Run("-q", "-s", folder.File("ca"), "-I", "x", "-n", "agent", option, value, folder.File("key.pub"));
        var server = new TestServer { Authorizes = offer => offer.Certificate is not null };
        await using var gate = new GateFixture(server: server);

        var result = await SshAsync(gate, folder);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Permission denied (publickey,", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Attempts);

        // Only the plain key, which ssh tries next, was asked about.
        Assert.All(server.Offers, offer => Assert.Null(offer.Certificate));
    }

    [Fact]
    public async Task Logs_in_through_an_agent_that_holds_the_key_for_this_host_only()
    {
        using var folder = new TemporaryFolder();
        var key = MakeKey(folder, "key", "ed25519", "256");
        await using var gate = new GateFixture(server: new TestServer { Authorizes = offer => offer.Key.Equals(key) });
        var hosts = folder.File("hosts");
        File.WriteAllLines(hosts, [$"gate {TestKeys.Ed25519.PublicKey.ToOpenSsh()}", $"other {TestKeys.Ecdsa.PublicKey.ToOpenSsh()}"]);

        // ssh-agent signs only if the session and the request name the host key that it was told.
        async Task<ProgramResult> RunAsync(string allowed) => await ExternalProgram.RunAsync(
            "ssh-agent",
            [
                "sh", "-c",
                $"ssh-add -q -H {hosts} -h agent@{allowed} {folder.File("key")} && rm {folder.File("key")}; "
                + $"exec ssh -F none -p {gate.Port} -o HostKeyAlias=gate -o UserKnownHostsFile={hosts} -o GlobalKnownHostsFile=none "
                + $"-o HostKeyAlgorithms=ssh-ed25519 -o BatchMode=yes -i {folder.File("key.pub")} -o IdentitiesOnly=yes agent@127.0.0.1 'echo hello'",
            ]);

        var copy = File.ReadAllBytes(folder.File("key"));
        Assert.Equal("hello\n", (await RunAsync("gate")).OutputText);
        folder.WriteKey("key", copy);
        Assert.NotEqual(0, (await RunAsync("other")).ExitCode);
    }

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("ssh-rsa")]
    public async Task Trusts_our_host_certificate_by_its_authority(string keyType)
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, "key", "ed25519", "256");
        var certificate = await SshCertificateIssuer.IssueAsync(
            new SshCertificateRequest
            {
                Kind = SshCertificateKind.Host,
                Key = TestKeys.Of(keyType).PublicKey,
                KeyId = "gate",
                Principals = ["gate.example"],
                ValidAfter = DateTimeOffset.UtcNow.AddMinutes(-5),
                ValidBefore = DateTimeOffset.UtcNow.AddMinutes(5),
            },
            TestKeys.EcdsaP521,
            TestContext.Current.CancellationToken);
        var hosts = folder.File("hosts");
        File.WriteAllText(hosts, $"@cert-authority * {TestKeys.EcdsaP521.PublicKey.ToOpenSsh()}\n");
        await using var gate = new GateFixture(
            server: new TestServer { Authorizes = _ => true },
            hostKeys: [new CertifiedSigner(TestKeys.Of(keyType), certificate)]);

        string[] Options(string name) =>
        [
            "-v", "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={hosts}", "-o", "GlobalKnownHostsFile=none",
            "-o", $"HostKeyAlias={name}",
        ];

        var right = await SshAsync(gate, folder, Options("gate.example"));
        var wrong = await SshAsync(gate, folder, Options("other.example"));

        Assert.Equal("hello\n", right.OutputText);
        Assert.Contains("Server host certificate", right.Error, StringComparison.Ordinal);
        Assert.EndsWith("-cert-v01@openssh.com", gate.Info!.Algorithms.HostKey, StringComparison.Ordinal);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains("name is not a listed principal", wrong.Error, StringComparison.Ordinal);
    }

    private static SshPublicKey MakeKey(TemporaryFolder folder, string name, string type, string bits)
    {
        string[] kind = bits.Length > 0 ? ["-t", type, "-b", bits] : ["-t", type, "-w", SkDummy];
        SshKeygen.Run([.. kind, "-q", "-N", "", "-C", "", "-f", folder.File(name)]);
        Assert.True(SshPublicKey.TryParseOpenSsh(File.ReadAllText(folder.File(name) + ".pub"), out var key, out _));
        return key;
    }

    private static string SkDummy => ExternalProgram.Find("misc/sk-dummy/sk-dummy.so");

    private static Task<ProgramResult> SshAsync(GateFixture gate, TemporaryFolder folder, params string[] options)
    {
        ExternalProgram.Find("ssh-keygen");
        return ExternalProgram.RunAsync(
            "ssh",
            [
                .. options, "-F", "none", "-p", gate.Port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "BatchMode=yes", "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", $"SecurityKeyProvider={SkDummy}",
                "-i", folder.File("key"), "agent@127.0.0.1", "echo hello",
            ]);
    }
}
