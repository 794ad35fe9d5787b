using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>
/// Channels side by side on one connection of OpenSSH: what one waits for is no other's business. The second half is what editors
/// with a remote side (VS Code) do: channels that live as long as the window.
/// </summary>
public sealed class SharedConnectionTests(SharedGate shared)
{
    [Fact]
    public async Task Four_channels_run_and_end_while_the_fifth_is_held_and_its_rejection_ends_it_alone()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var connection = await SharedConnection.OpenAsync(gate);
        await using var held = connection.Start($"rm -rf /tmp/{marker}");
        var request = await gate.HeldAsync(held);
        await using var talking = connection.Start("cat");

        var runs = Task.WhenAll(
            connection.RunAsync($"echo {marker}-echo"),
            connection.RunAsync($"sleep 2; echo {marker}-slept"),
            connection.RunAsync("cat", "fed\n"u8.ToArray()));
        await talking.TypeAsync("one\n");
        await talking.WaitForTextAsync("^one\n$");
        Assert.Equal(
            [$"{marker}-echo\n", $"{marker}-slept\n", "fed\n"], (await runs).Select(run => run.ShouldExit(0).Output));
        await talking.TypeAsync("two\n");
        await talking.WaitForTextAsync("^one\ntwo\n$");

        Assert.False(held.HasExited);
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, request.Id)).State);
        (await gate.CliAsync(
            gate.Facts.Approver, "approvals", "reject", request.Id, "--reason", "not that folder")).ShouldExit(0);
        (await held.EndAsync()).ShouldExit(77).ShouldSay("not that folder");
        Assert.False(gate.HasReceived($"rm -rf /tmp/{marker}"));

        Assert.True(connection.IsUp);
        await talking.TypeAsync("three\n");
        talking.CloseInput();
        Assert.Equal("one\ntwo\nthree\n", (await talking.EndAsync()).ShouldExit(0).Output);
        Assert.Equal("after\n", (await connection.RunAsync("echo after")).ShouldExit(0).Output);
    }

    [Fact]
    public async Task Channels_that_live_on_exchange_lines_while_others_come_and_go()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        var log = folder.Write("log", "first\n");
        await using var connection = await SharedConnection.OpenAsync(gate);
        await using var echo = connection.Start("cat");
        await using var tail = connection.Start($"tail -n +1 -f {log}");
        await tail.WaitForTextAsync("^first\n$");

        for (var round = 1; round <= 5; round++)
        {
            await echo.TypeAsync($"line {round}\n");
            await echo.WaitForTextAsync($"line {round}\n$");
            var other = await connection.RunAsync($"echo round {round}; exit {round}");
            Assert.Equal($"round {round}\n", other.ShouldExit(round).Output);
            await File.AppendAllTextAsync(log, $"entry {round}\n", TestContext.Current.CancellationToken);
            await tail.WaitForTextAsync($"entry {round}\n$");
        }

        echo.CloseInput();
        (await echo.EndAsync()).ShouldExit(0);
        Assert.False(tail.HasExited);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    public async Task A_shell_that_is_fed_with_commands_gets_none_before_the_end_of_its_input_and_then_all_are_judged(string command)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var connection = await SharedConnection.OpenAsync(gate);
        await using var shell = connection.Start($"{command} # {marker}");

        await shell.TypeAsync($"echo ready-{marker}\n");
        await shell.TypeAsync($"rm -rf /tmp/{marker}\n");
        // The other channel's way there and back is longer than that of the bytes before it.
        Assert.Equal("beside\n", (await connection.RunAsync("echo beside")).ShouldExit(0).Output);
        Assert.False(gate.HasReceived(marker), "the shell was started before its input had ended");
        Assert.Equal("", shell.OutputSoFar);

        shell.CloseInput();
        var request = await gate.HeldAsync(shell);
        Assert.Equal(
            $"echo ready-{marker}\nrm -rf /tmp/{marker}\n",
            System.Text.Encoding.UTF8.GetString(request.Json.GetProperty("input").GetProperty("base64").GetBytesFromBase64()));
        Assert.False(gate.HasReceived(marker));
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", request.Id, "--reason", "no")).ShouldExit(0);
        var run = (await shell.EndAsync()).ShouldExit(77).ShouldSay($"sshgate: rejected by ada@example.com: no (request {request.Id}); nothing was run");
        Assert.Equal("", run.Output);
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task A_shell_whose_whole_input_only_reads_runs_when_the_input_ends()
    {
        var gate = await shared.UseAsync();
        await using var connection = await SharedConnection.OpenAsync(gate);
        await using var shell = connection.Start("bash");
        await shell.TypeAsync("echo \"ready $((1 + 1))\"\n");
        await shell.TypeAsync("uname -s\n");
        shell.CloseInput();

        var run = (await shell.EndAsync()).ShouldExit(0);

        Assert.Equal("ready 2\nLinux\n", run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task A_shell_whose_input_goes_on_and_on_is_refused_with_words()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var connection = await SharedConnection.OpenAsync(gate);

        var run = await connection.RunAsync($"bash # {marker}", [.. Enumerable.Repeat("echo on\n"u8.ToArray(), 150_000).SelectMany(line => line)]);

        run.ShouldExit(77).ShouldSay(
            "this command runs its standard input as code, and there is more of it than 1024 KiB; nothing was run");
        Assert.Equal("", run.Output);
        Assert.False(gate.HasReceived(marker));
        Assert.Equal("after\n", (await connection.RunAsync("echo after")).ShouldExit(0).Output);
    }
}
