using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Interactive;

/// <summary>Programs that take keystrokes, and programs that would like to, on the terminal of a real ssh.</summary>
public sealed class InteractiveProgramTests(SharedGate shared)
{
    [Theory]
    [InlineData("python3 -q", ">>> ", "open('MARK', 'w').close()\r", "exit()\r")]
    [InlineData("vi -u NONE MARK", "MARK|~", "ihello\u001b:wq\r", "")]
    public async Task An_approved_program_takes_keystrokes_under_a_grant_that_says_ungated(string pattern, string ready, string keys, string leave)
    {
        var gate = await shared.UseAsync();
        var marker = Path.Combine(Path.GetTempPath(), Marker.New());
        string Marked(string text) => text.Replace("MARK", marker, StringComparison.Ordinal);
        await using var agent = AgentTerminal.Open(gate, Marked(pattern));
        var held = await agent.HeldAsync();
        Assert.Contains("UNGATED INPUT", held.Json.GetProperty("reasons").ToString(), StringComparison.Ordinal);
        Assert.Contains("UNGATED INPUT", (await gate.CliAsync(gate.Facts.Approver, "approvals", "show", held.Id)).Output, StringComparison.Ordinal);

        (await gate.ApproveAsync(held)).ShouldExit(0);
        await agent.SeeAsync("ungated, for at most 30 minutes");
        await agent.SeeAsync(Marked(ready));
        var listed = (await gate.CliAsync(gate.Facts.Operator, "sessions", "list")).ShouldExit(0);
        Assert.Contains(listed.Output.Split('\n'), line => line.Contains(held.SessionId, StringComparison.Ordinal) && line.Contains("ungated", StringComparison.Ordinal));
        await agent.TypeAsync(Marked(keys));
        await Wait.UntilAsync(() => File.Exists(marker), () => $"the program to do what was typed\n{agent.Screen}");
        await agent.TypeAsync(leave);
        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
        File.Delete(marker);

        await gate.Audit.WaitForAsync("ungated_input_began", held.Digest);
        await gate.Audit.WaitForAsync("ungated_input_ended", held.Digest);
        var cast = await gate.SealedRecordingOfAsync(Marked(pattern));
        Assert.Contains(cast.Events, e => e.Code == "m" && e.Data.StartsWith("UNGATED INPUT begins", StringComparison.Ordinal));
        Assert.Contains(cast.Events, e => e.Code == "m" && e.Data == "UNGATED INPUT ends");
    }

    [Fact]
    public async Task Programs_that_page_print_plainly_and_end_where_nobody_granted_keystrokes()
    {
        var gate = await shared.UseAsync();
        var repository = Directory.CreateTempSubdirectory("sshgate-pager-").FullName;
        (await RunningProgram.RunAsync(
            "/bin/sh",
            [
                "-c",
                $"cd {repository} && git init -q . && for i in $(seq 120); do git -c user.name=a -c user.email=a@b commit -q --allow-empty -m \"commit number $i\"; done",
            ])).ShouldExit(0);
        await using var agent = AgentTerminal.Open(gate, $"git -C {repository} log");

        await agent.SeeAsync("commit number 120\r\n.*commit number 1\r\n");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
        Directory.Delete(repository, recursive: true);
    }

    [Fact]
    public async Task A_paging_program_gives_a_managed_shell_its_prompt_back()
    {
        var gate = await shared.UseAsync();
        await using var agent = AgentTerminal.Open(gate, null);
        await agent.SeeAsync(@"\$ ");

        await agent.EnterAsync("dpkg -l");
        await agent.SeeAsync(@"zlib1g.*\$ ");
        await agent.EnterAsync("exit");

        await agent.EndAsync();
    }

    [Fact]
    public async Task A_program_without_a_terminal_that_gets_no_signal_is_left_by_a_second_Ctrl_C()
    {
        var gate = await shared.UseAsync();
        await using var agent = AgentTerminal.Open(gate, "journalctl -f --file /nowhere; git --version; sleep 600");
        await agent.SeeAsync("git version");

        await agent.TypeAsync("\x03");
        await agent.SeeAsync("Ctrl-C again");
        await agent.TypeAsync("\x03");
        await agent.SeeAsync("given up");

        Assert.Equal(130, (await agent.EndAsync()).ExitStatus);
    }

    [Fact]
    public async Task A_shell_on_a_terminal_is_not_granted_but_explained()
    {
        var gate = await shared.UseAsync();
        await using var agent = AgentTerminal.Open(gate, "bash");

        await agent.SeeAsync("use the managed shell");

        Assert.Equal(77, (await agent.EndAsync()).ExitStatus);
    }
}
