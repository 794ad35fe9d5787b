using System.Text;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>
/// Rows of the bypass catalogue that are a matter of the line: what it runs is hidden in an alias, an expansion, a script, a
/// wrapper, a later time, a redirection. None of these lines may come through without a person, and until then the target has
/// not even been dialled.
/// </summary>
[Collection(LineCollection.Name)]
public sealed class LineTests(ShellStage stage)
{
    /// <summary>No line feed at its end, as hostile input has it.</summary>
    private const string Code = "rm canary\ntouch pwned";

    [Theory]
    [EveryShell]
    public Task A5_a_line_that_would_program_the_keyboard_waits(AccountShell shell) => AllWaitAsync("A5", shell);

    [Theory]
    [EveryShell]
    public Task B7_a_line_that_would_expand_from_history_waits_or_is_plain_text(AccountShell shell) => AllWaitAsync("B7", shell);

    [Theory]
    [EveryShell]
    public Task C3_terminal_multiplexers_wait(AccountShell shell) => AllWaitAsync("C3", shell);

    [Theory]
    [EveryShell]
    public Task C4_programs_that_run_commands_from_inside_wait(AccountShell shell) => AllWaitAsync("C4", shell);

    /// <summary>
    /// Where a pager or an editor would be at home. The database clients whose every line is gated are not among them: they may start.
    /// </summary>
    [Theory]
    [EveryShell]
    public Task C4_the_same_on_a_terminal(AccountShell shell) => stage.NothingComesThroughAsync(
        stage.Target(shell), [.. CatalogueLines.Of("C4").Except(["psql", "redis-cli"]).Select(line => ChannelScript.Exec(line).Terminal())]);

    [Theory]
    [EveryShell]
    public async Task D1_code_on_standard_input_waits_with_its_command(AccountShell shell)
    {
        var lines = CatalogueLines.Of("D1");

        await stage.NothingComesThroughAsync(
            stage.Target(shell),
            [.. lines.Select(line => ChannelScript.Exec(line).Send(Code).Eof())]);
    }

    /// <summary>One byte a packet: nothing of it may trickle through while the rest is awaited.</summary>
    [Theory]
    [EveryShell]
    public Task D1_the_same_byte_by_byte(AccountShell shell) => stage.NothingComesThroughAsync(
        stage.Target(shell),
        [.. CatalogueLines.Of("D1").Take(8).Select(
            line => ChannelScript.Exec(line).Send(Code, chunk: 1).Eof())]);

    [Theory]
    [EveryShell]
    public async Task D1_more_code_than_the_gate_holds_is_denied(AccountShell shell)
    {
        var answers = await stage.NothingComesThroughAsync(
            stage.Target(shell), ChannelScript.Exec("sh").Send(new byte[1_200_000]).Expect("sshgate: "));

        Assert.True(Assert.Single(answers).IsDenied, answers[0].ToString());
    }

    [Theory]
    [EveryShell]
    public Task D2_a_shell_by_way_of_a_command_waits(AccountShell shell) => AllWaitAsync("D2", shell);

    [Theory]
    [EveryShell]
    public Task D2_the_same_on_a_terminal(AccountShell shell) => stage.NothingComesThroughAsync(
        stage.Target(shell),
        [.. CatalogueLines.AsChannels("D2").Select(
            channel => channel.Terminal().Send("rm canary\r"))]);

    [Theory]
    [EveryShell]
    public async Task D3_a_file_transfer_or_a_write_by_way_of_a_command_changes_nothing(AccountShell shell)
    {
        var target = stage.Target(shell);
        var before = target.HomeState();

        await stage.NothingReachesAsync(target, CatalogueLines.AsChannels("D3"));

        Assert.Equal(before, target.HomeState());
    }

    [Theory]
    [EveryShell]
    public Task D7_a_program_built_from_text_waits(AccountShell shell) => AllWaitAsync("D7", shell);

    [Theory]
    [EveryShell]
    public Task E1_a_name_that_would_mean_another_program_waits(AccountShell shell) => AllWaitAsync("E1", shell);

    [Theory]
    [EveryShell]
    public Task E2_a_hidden_or_nested_command_waits(AccountShell shell) => AllWaitAsync("E2", shell);

    [Theory]
    [EveryShell]
    public Task E3_scripts_interpreters_and_compilers_wait(AccountShell shell) => AllWaitAsync("E3", shell);

    /// <summary>The bytes that were read, judged and shown are the bytes that run, whatever the path names by then.</summary>
    [Theory]
    [EveryShell]
    public async Task E3_a_script_that_changes_while_it_waits_runs_as_it_was_shown(AccountShell shell)
    {
        var target = stage.Target(shell);
        await stage.Server.CleanAsync();
        var script = Path.Combine(target.Home, "script.sh");
        await using var agent = stage.StartAgent(target, ChannelScript.Exec("sh ./script.sh").Stay());
        var held = await stage.HeldAsync(target, "script.sh", agent);
        Assert.Contains("ran-script", Encoding.UTF8.GetString(held.Command), StringComparison.Ordinal);

        await File.WriteAllTextAsync(script, "#!/bin/sh\nrm canary; touch pwned\n", TestContext.Current.CancellationToken);
        (await stage.Gate.ApproveAsync(held)).ShouldExit(0);
        (await agent.EndAsync()).ShouldExit(0);

        Assert.True(File.Exists(Path.Combine(target.Home, "ran-script")));
        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
        Assert.False(File.Exists(Path.Combine(target.Home, "pwned")));
        await stage.Server.CleanAsync();
    }

    [Theory]
    [EveryShell]
    public Task E4_what_a_wrapper_runs_is_judged_as_if_it_stood_alone(AccountShell shell) => AllWaitAsync("E4", shell);

    [Theory]
    [EveryShell]
    public Task E5_what_would_run_later_waits_now(AccountShell shell) => AllWaitAsync("E5", shell);

    [Theory]
    [EveryShell]
    public Task E6_damage_without_a_verb_waits(AccountShell shell) => AllWaitAsync("E6", shell);

    [Theory]
    [EveryShell]
    public async Task E7_text_that_policy_and_shell_would_read_differently_waits(AccountShell shell)
    {
        string[] lines =
        [
            "ls\u00a0canary", "ls\u00a0;rm canary", "\u00a0rm canary", "ls \u2003canary; rm canary", "l\u0455 canary",
            "\uff52\uff4d canary", "r\u200bm canary", "\u200brm canary", "rm\u200b canary", "ls\u2028rm canary",
            "ls\u0085rm canary", "ls\u2029rm canary", "ls #\u202e\nrm canary", "l\u0073\u0301 canary", "\ufefflS; rm canary",
            "ls\rrm canary", "ls\r; rm canary", "ls\u000brm canary", "ls\frm canary", "ls;\tr\bm canary", "ls\u001b[2Krm canary",
            "ls \u0007; rm canary", "\u001b]0;x\u0007rm canary", "ls\u007f\u007frm canary", "ls\u0015rm canary",
            "ls\u0003rm canary", "ls\u0004rm canary", "\u0001rm canary", "ls\u000frm canary", "\u1680rm canary",
            "rm\u3000canary", "\u2800rm canary", "\U000e0072m canary", "ls \ufe0frm; rm canary",
        ];
        byte[][] broken =
        [
            [.. "ls"u8, 0xff, .. "; rm canary"u8],
            [.. "ls "u8, 0xc0, 0xbb, .. " rm canary; rm canary"u8],
            [.. "r"u8, 0xc1, 0xad, .. " canary"u8],
            [.. "ls "u8, 0xed, 0xa0, 0x80, .. "; rm canary"u8],
            [.. "ls"u8, 0x00, .. "; rm canary"u8],
            [0x00, .. "rm canary"u8],
            [.. "rm canary"u8, 0x00],
            [.. "ls "u8, 0x80, .. "\nrm canary"u8],
            [0xa0, .. "rm canary"u8],
            [.. "ls"u8, 0xa0, .. "rm canary"u8],
            [.. "ls"u8, 0x9b, .. "2Krm canary"u8],
        ];

        await stage.NothingComesThroughAsync(
            stage.Target(shell), [.. lines.Select(ChannelScript.Exec), .. broken.Select(ChannelScript.Exec)]);
    }

    /// <summary>In a quoted argument such text is data, and reaches the target as the bytes that were judged.</summary>
    [Theory]
    [EveryShell]
    public async Task E7_text_in_quotes_arrives_byte_for_byte(AccountShell shell)
    {
        var target = stage.Target(shell);
        byte[] line = [.. "echo 'Gr\u00fc\u00dfe \u65e5\u672c' \"\u00e9\" end"u8];

        var answer = Assert.Single(await stage.PlayAsync(target, ChannelScript.Exec(line)));

        Assert.Equal("Gr\u00fc\u00dfe \u65e5\u672c \u00e9 end\n", answer.Text);
        Assert.Equal(line, target.Received()[^1]);
    }

    private async Task AllWaitAsync(string row, AccountShell shell)
    {
        var target = stage.Target(shell);
        var before = target.HomeState();

        await stage.NothingComesThroughAsync(target, CatalogueLines.AsChannels(row));

        Assert.Equal(before, target.HomeState());
    }
}
