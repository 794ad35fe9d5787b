using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

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

    [Fact]
    public async Task Survives_rekeys_that_both_sides_start()
    {
        await using var gate = new GateFixture(new SshLimits { RekeyBytes = 1_000_000 });

        var input = TestServer.Pattern(12_000_000);
        var result = await SshAsync(gate, ["-o", "RekeyLimit=1M"], "cat", input);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum(result.Output));
        Assert.Equal(0, result.ExitCode);
    }

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
