using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.RealPeers;

/// <summary>OpenSSH's ssh against our server.</summary>
public sealed class OpenSshClientTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("keyboard-interactive")]
    public async Task Logs_in_and_gets_output_and_status(string method)
    {
        await using var gate = new GateFixture();

        var result = await SshAsync(gate, ["-o", $"PreferredAuthentications={method}"], "echo hello");

        Assert.Equal("hello\n", result.OutputText);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Gets_the_exit_status()
    {
        await using var gate = new GateFixture();

        Assert.Equal(42, (await SshAsync(gate, [], "exit 42")).ExitCode);
    }

    [Fact]
    public async Task Gets_both_streams()
    {
        await using var gate = new GateFixture();

        var result = await SshAsync(gate, [], "both");

        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"o{i};")), result.OutputText);
        Assert.EndsWith(string.Concat(Enumerable.Range(0, 100).Select(i => $"e{i};")), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loses_nothing_of_a_long_output()
    {
        await using var gate = new GateFixture();

        var result = await SshAsync(gate, [], "send 20000000");

        Assert.Equal(TestServer.Sum(TestServer.Pattern(20_000_000)), TestServer.Sum(result.Output));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Is_told_of_a_wrong_password()
    {
        await using var gate = new GateFixture();

        var result = await SshAsync(gate, ["-o", "NumberOfPasswordPrompts=1", "-o", "PreferredAuthentications=password"], "echo hello", password: "wrong");

        Assert.Contains("Wrong password.", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task Agrees_on_strict_key_exchange_and_learns_our_signature_algorithms()
    {
        await using var gate = new GateFixture();

        var result = await SshAsync(gate, ["-v"], "echo hello");

        Assert.True(gate.Info!.Algorithms.StrictKex);
        Assert.Contains("server-sig-algs=<ssh-ed25519,", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("SSH-2.0-OpenSSH", gate.Info.ClientVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_told_when_a_subsystem_or_a_forwarding_is_refused()
    {
        await using var gate = new GateFixture();

        var subsystem = await SshAsync(gate, ["-s"], "sftp");
        var forwarding = await SshAsync(gate, ["-W", "127.0.0.1:1"], "");

        Assert.Contains("subsystem request failed", subsystem.Error, StringComparison.Ordinal);
        Assert.Contains("Sessions only.", forwarding.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Works_with_every_cipher_and_mac(string cipher, string mac)
    {
        await using var gate = new GateFixture();

        var input = TestServer.Pattern(300_000);
        var result = await SshAsync(gate, ["-c", cipher, "-m", mac], "cat", input);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum(result.Output));
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Works_with_every_key_exchange(string name)
    {
        await using var gate = new GateFixture();

        Assert.Equal("hello\n", (await SshAsync(gate, ["-o", $"KexAlgorithms={name}"], "echo hello")).OutputText);
    }

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("rsa-sha2-256")]
    [InlineData("rsa-sha2-512")]
    public async Task Works_with_every_host_key(string name)
    {
        await using var gate = new GateFixture();

        Assert.Equal("hello\n", (await SshAsync(gate, ["-o", $"HostKeyAlgorithms={name}"], "echo hello")).OutputText);
    }

    [Theory]
    [InlineData("1M", 1L << 40)]
    [InlineData("default", 1_000_000L)]
    [InlineData("1M", 1_000_000L)]
    public async Task Survives_rekeys_started_by_either_side(string clientLimit, long serverLimit)
    {
        await using var gate = new GateFixture(new SshLimits { RekeyBytes = serverLimit });

        var input = TestServer.Pattern(12_000_000);
        var result = await SshAsync(gate, ["-o", $"RekeyLimit={clientLimit}"], "cat", input);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum(result.Output));
        Assert.Equal(0, result.ExitCode);
    }

    public static TheoryData<string, string> Suites()
    {
        var data = new TheoryData<string, string>();
        foreach (var cipher in CipherSuites.Ciphers)
        {
            foreach (var mac in CipherSuites.IsAead(cipher) ? CipherSuites.Macs.Take(1) : CipherSuites.Macs)
            {
                data.Add(cipher, mac);
            }
        }

        return data;
    }

    public static TheoryData<string> Exchanges() => OpenSshKex.Among(KexMethods.Names);

    private static Task<ProgramResult> SshAsync(
        GateFixture gate, string[] options, string command, byte[]? input = null, string password = TestServer.Password)
    {
        ExternalProgram.Find("ssh");
        return ExternalProgram.RunAsync(
            "sshpass",
            [
                "-e", "ssh", "-F", "none", "-p", gate.Port, "-o", "StrictHostKeyChecking=no",
                "-o", "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no",
                .. options, "agent@127.0.0.1", .. command.Length > 0 ? new[] { command } : [],
            ],
            input,
            ("SSHPASS", password));
    }
}
