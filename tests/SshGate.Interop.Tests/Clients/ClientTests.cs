using System.Security.Cryptography;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>
/// Stock clients against the running gate: a login with a token, both streams apart, exit status, much data both ways.
/// </summary>
public sealed class ClientTests(SharedGate shared)
{
    private const int OutputBytes = 20_000_000;
    private const int InputBytes = 10_000_000;

    [Theory]
    [EveryClient]
    public async Task Streams_and_exit_status_arrive_apart(SshClient client)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await gate.RunAsync(client, gate.Facts.Agent, $"ls /etc/hostname /nonexistent-{marker}");

        run.ShouldExit(2).ShouldSay($"/nonexistent-{marker}");
        Assert.Equal("/etc/hostname\n", run.Output);
        Assert.Equal("2", (await gate.SealedRecordingOfAsync(marker)).Exit);
    }

    [Theory]
    [EveryClient]
    public async Task Much_output_arrives_complete(SshClient client)
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        var content = RandomNumberGenerator.GetBytes(OutputBytes);
        await File.WriteAllBytesAsync(folder.File("much"), content, TestContext.Current.CancellationToken);

        var run = await gate.RunAsync(client, gate.Facts.Agent, $"cat {folder.File("much")}");

        run.ShouldExit(0);
        Assert.Equal(OutputBytes, run.OutputBytes.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), run.OutputHash);
    }

    [Theory]
    [EveryClient]
    public async Task Much_input_arrives_complete(SshClient client)
    {
        var gate = await shared.UseAsync();
        var content = RandomNumberGenerator.GetBytes(InputBytes);

        var run = await gate.RunAsync(client, gate.Facts.Agent, "sha256sum", content);

        run.ShouldExit(0);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)) + "  -\n", run.Output);
    }

    [Theory]
    [EveryClient]
    public async Task A_refused_command_ends_with_77_and_a_reason(SshClient client)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await gate.RunAsync(client, gate.Facts.Agent, $"sudo -i # {marker}");

        run.ShouldExit(77).ShouldSay("sshgate: denied by policy");
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task A_command_that_ignores_its_input_ends_before_the_input_does()
    {
        var gate = await shared.UseAsync();

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, "id -u", input: new byte[InputBytes]);

        run.ShouldExit(0);
        Assert.Equal("0\n", run.Output);
    }

    [Fact]
    public async Task The_command_gets_a_terminal_of_the_clients_size()
    {
        var gate = await shared.UseAsync();
        await using var ssh = RunningProgram.Start(
            Programs.Python,
            [
                Programs.Script("terminal.py"), "101", "37", Programs.Ssh, .. gate.Ssh.CommonOptions, "-tt",
                "-p", $"{gate.Facts.Port}", "-l", gate.Ssh.UserName, gate.Facts.Host, "stty size; tty",
            ],
            gate.Ssh.AskpassEnvironment(gate.Facts.Agent));

        var run = (await ssh.EndAsync()).ShouldExit(0);

        Assert.Contains("37 101\r\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("/dev/pts/", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_asks_for_a_terminal_gets_its_size_too()
    {
        var gate = await shared.UseAsync();

        var run = await PythonClient.RunAsync(
            "paramiko_client.py", gate, gate.Facts.Agent, ["terminal", "97", "31", "tput cols; tput lines"]);

        run.ShouldExit(0);
        Assert.Equal("97\r\n31\r\n", run.Output);
    }

    // Bypass catalogue C4: `git log` on a terminal opens a pager, and a pager runs what is typed into it.
    [Fact]
    public async Task What_is_typed_into_a_command_on_a_terminal_does_not_reach_the_target()
    {
        var gate = await shared.UseAsync();

        var run = await PythonClient.RunAsync(
            "paramiko_client.py", gate, gate.Facts.Agent, ["typed", "cat", "!touch /tmp/typed-into-a-pager\n"]);

        Assert.Contains("on a terminal only Ctrl-C is passed on", run.Output, StringComparison.Ordinal);
        // The target's terminal echoes what it receives: it received the interrupt and nothing else.
        Assert.DoesNotContain("typed-into-a-pager", run.Output, StringComparison.Ordinal);
        Assert.Contains("^C", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_there_is_none()
    {
        var gate = await shared.UseAsync();

        var run = (await gate.Ssh.RunAsync(gate.Facts.Agent, "tty")).ShouldExit(1);

        Assert.Equal("not a tty\n", run.Output);
    }

    [Fact]
    public async Task Every_cipher_and_key_exchange_that_a_library_knows_works_with_rekeys()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(
            folder.File("some"), RandomNumberGenerator.GetBytes(1_000_000), TestContext.Current.CancellationToken);

        var run = await PythonClient.RunAsync(
            "asyncssh_client.py", gate, gate.Facts.Agent, ["algorithms", $"cat {folder.File("some")}"]);

        run.ShouldExit(0);
        Assert.Equal(10, run.Output.Split('\n').Count(line => line.EndsWith(" 1000000", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rekey_in_the_middle_of_output_loses_nothing()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        var content = RandomNumberGenerator.GetBytes(5_000_000);
        await File.WriteAllBytesAsync(folder.File("some"), content, TestContext.Current.CancellationToken);

        var paramiko = await PythonClient.RunAsync(
            "paramiko_client.py", gate, gate.Facts.Agent, ["rekey", $"cat {folder.File("some")}"]);
        var openSsh = await gate.Ssh.RunAsync(
            gate.Facts.Agent, $"cat {folder.File("some")}", ["-o", "RekeyLimit=200K"]);

        Assert.Equal(content, paramiko.ShouldExit(0).OutputBytes);
        Assert.Equal(content, openSsh.ShouldExit(0).OutputBytes);
    }

    [Fact]
    public async Task Many_commands_pass_over_one_connection()
    {
        var gate = await shared.UseAsync();

        var run = await PythonClient.RunAsync(
            "paramiko_client.py", gate, gate.Facts.Agent, ["many", "20", "echo again"]);

        run.ShouldExit(0);
        Assert.Equal(Enumerable.Repeat("again 0", 20), run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_connection_that_OpenSSH_shares_carries_several_commands()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        string[] control = ["-o", "ControlPath=" + folder.File("c"), "-o", "ControlPersist=no"];
        await using var master = gate.Ssh.Start(gate.Facts.Agent, null, [.. control, "-o", "ControlMaster=yes", "-N"]);
        await Wait.UntilAsync(() => File.Exists(folder.File("c")), () => $"the control socket\n{master.ErrorSoFar}");

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            gate.Ssh.RunAsync("/nonexistent", $"echo {i}", [.. control, "-o", "ControlMaster=no"])));

        Assert.Equal(["0\n", "1\n", "2\n", "3\n"], runs.Select(run => run.ShouldExit(0).Output));
    }
}
