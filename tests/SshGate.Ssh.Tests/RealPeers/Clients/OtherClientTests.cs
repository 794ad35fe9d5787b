using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>Clients that are not OpenSSH against our server.</summary>
public sealed class OtherClientTests
{
    [Fact]
    public async Task Plink_gets_output_and_status()
    {
        await using var gate = new GateFixture();

        var result = await ExternalProgram.RunAsync(
            "plink",
            [
                "-batch", "-ssh", "-P", gate.Port, "-pw", TestServer.Password, "-no-antispoof",
                "-hostkey", TestKeys.Ed25519.PublicKey.Fingerprint, "agent@127.0.0.1", "exit 3",
            ],
            null,
            ("HOME", Path.GetTempPath()));

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Dbclient_gets_output_and_status()
    {
        await using var gate = new GateFixture();

        var result = await DbclientAsync(gate, "exit 5");

        Assert.Equal(5, result.ExitCode);
    }

    [Fact]
    public async Task Paramiko_works_and_renegotiates()
    {
        await using var gate = new GateFixture();

        var result = await PythonAsync(gate, "paramiko", """
            import sys, time, paramiko
            client = paramiko.SSHClient()
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
            client.connect("127.0.0.1", int(sys.argv[1]), "agent", "secret", look_for_keys=False, allow_agent=False)
            _, out, _ = client.exec_command("echo one")
            print(out.read().decode().strip(), out.channel.recv_exit_status())
            # A CLOSE that arrives during its own key exchange blocks paramiko's only thread.
            while not out.channel.closed: time.sleep(0.01)
            client.get_transport().renegotiate_keys()
            _, out, err = client.exec_command("fail two")
            print(out.read().decode() + err.read().decode().strip(), out.channel.recv_exit_status())
            _, out, _ = client.exec_command("send 3000000")
            print(len(out.read()), out.channel.recv_exit_status())
            client.close()
            """);

        Assert.Equal("one 0\ntwo 1\n3000000 0\n", result.OutputText);
        Assert.False(gate.Info!.Algorithms.StrictKex);
    }

    [Fact]
    public async Task Asyncssh_learns_the_signal_that_ended_a_command()
    {
        await using var gate = new GateFixture();

        var result = await PythonAsync(gate, "asyncssh", """
            import sys, asyncio, asyncssh
            async def main():
                async with asyncssh.connect("127.0.0.1", int(sys.argv[1]), username="agent", password="secret",
                        known_hosts=None, config=None, client_keys=None) as connection:
                    result = await connection.run("signal TERM")
                    print(result.exit_signal[0])
            asyncio.run(main())
            """);

        Assert.Equal("TERM\n", result.OutputText);
    }

    private static Task<ProgramResult> DbclientAsync(GateFixture gate, string command, byte[]? input = null) =>
        ExternalProgram.RunAsync(
            "dbclient",
            ["-y", "-y", "-p", gate.Port, "agent@127.0.0.1", command],
            input,
            ("DROPBEAR_PASSWORD", TestServer.Password),
            ("HOME", Path.GetTempPath()));

    private static async Task<ProgramResult> PythonAsync(GateFixture gate, string module, string script)
    {
        var probe = await ExternalProgram.RunAsync("python3", ["-W", "ignore", "-c", $"import {module}"]);
        if (probe.ExitCode != 0 && Environment.GetEnvironmentVariable("SSHGATE_REQUIRE_INTEROP") != "1")
        {
            Assert.Skip($"python3-{module} is not installed.");
        }

        var result = await ExternalProgram.RunAsync("python3", ["-W", "ignore", "-c", script, gate.Port]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
