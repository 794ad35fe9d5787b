using System.Text;
using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Row F of the bypass catalogue: rules, what approvers are shown, and what becomes of a decision.</summary>
public sealed class RuleTests(RulesStage stage) : IClassFixture<RulesStage>
{
    private const string Escape = "\u001b";

    [Theory]
    [EveryShell]
    public async Task F1_a_rule_that_allows_one_command_allows_no_line_around_it(AccountShell shell)
    {
        var target = stage.Target(shell);

        await stage.NothingComesThroughAsync(target, CatalogueLines.AsChannels("F1"));

        // The rules do allow what they name: the lines above were not refused for nothing.
        var allowed = await stage.PlayAsync(target, ChannelScript.Exec("ls canary"), ChannelScript.Exec("ls canary; echo a"));
        Assert.Equal(["canary\n", "canary\na\n"], allowed.Select(answer => answer.Text));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[z-a]")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?<!a)b")]
    [InlineData("a{99999999999}")]
    public async Task F2_an_expression_that_cannot_be_matched_in_linear_time_is_refused_at_load(string expression)
    {
        using var folder = new TestFolder();
        var policy = folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            defaults: { command: approve, connection: deny }
            commands:
              - { id: r, when: { command: ls, arguments: '{{expression}}' }, then: allow }
            """);

        var run = await RunningProgram.RunAsync(Programs.SshGate, ["policy", "check", policy]);

        Assert.NotEqual(0, run.ExitStatus);
        Assert.Contains("policy.yaml:4:", run.Output + run.Error, StringComparison.Ordinal);
    }

    /// <summary>With an engine that backtracks the first of them would not end in a lifetime.</summary>
    [Theory]
    [EveryShell]
    public Task F2_a_slow_expression_is_neither_slow_nor_a_way_through(AccountShell shell) => stage.NothingComesThroughAsync(
        stage.Target(shell),
        ChannelScript.Exec("frob " + new string('a', 20_000)),
        ChannelScript.Exec("frob " + new string('a', 20_000) + "c"),
        ChannelScript.Exec("frob " + new string('a', 20_000) + "b; rm canary"),
        ChannelScript.Exec("frob x" + new string('a', 5_000) + "b"));

    [Theory]
    [EveryShell]
    public async Task F3_a_long_command_is_shown_whole_or_not_at_all(AccountShell shell)
    {
        var target = stage.Target(shell);
        var (head, tail) = (Marker.New("head"), Marker.New("tail"));
        // Longer than the 4090 characters after which others cut.
        var line = $"touch {head} {new string(' ', 20_000)} {string.Join(' ', Enumerable.Range(0, 2000))}\ntouch {tail}";
        await using var agent = stage.StartAgent(target, ChannelScript.Exec(line).Stay());
        var held = await stage.HeldAsync(target, head, agent);

        var card = (await stage.Gate.CliAsync(stage.Gate.Facts.Approver, "approvals", "show", held.Id)).ShouldExit(0).Output;

        Assert.Equal(line, Encoding.UTF8.GetString(held.Command));
        Assert.Contains(head, card, StringComparison.Ordinal);
        Assert.Contains(tail, card, StringComparison.Ordinal);
        Assert.Contains(held.Digest, card, StringComparison.Ordinal);
        Assert.Contains($"{line.Length}", card.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        (await stage.Gate.CliAsync(stage.Gate.Facts.Approver, "approvals", "reject", held.Id, "--reason", "no")).ShouldExit(0);
        await agent.EndAsync();
        Assert.False(target.HasReceived(head));
    }

    /// <summary>Whatever a line does to a terminal, the approver's terminal is left alone, and no line passes for another.</summary>
    [Theory]
    [EveryShell]
    public async Task F4_no_command_paints_over_what_an_approver_reads(AccountShell shell)
    {
        var target = stage.Target(shell);
        var marker = Marker.New();
        var line = $"rm {marker} #\r{Escape}[2K{Escape}]52;c;eA==\u0007ls\u202e\u200b\u0085\u2028x\nls # {Escape}P$q{Escape}\\\t\b\b\u009b2J\u00a0end";
        await using var agent = stage.StartAgent(target, ChannelScript.Exec(line).Environment(("SSHGATE_REASON", $"{Escape}[31mall is well\r\u202e")).Stay());
        var held = await stage.HeldAsync(target, marker, agent);

        var shown = await stage.Gate.CliAsync(stage.Gate.Facts.Approver, "approvals", "show", held.Id);
        var listed = await stage.Gate.CliAsync(stage.Gate.Facts.Approver, "approvals", "list");

        Assert.Equal(line, Encoding.UTF8.GetString(held.Command));
        foreach (var text in new[] { shown.ShouldExit(0).Output, listed.ShouldExit(0).Output })
        {
            Assert.DoesNotMatch(@"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e]", text);
            Assert.Contains(marker, text, StringComparison.Ordinal);
        }

        (await stage.Gate.CliAsync(stage.Gate.Facts.Approver, "approvals", "reject", held.Id, "--reason", "no")).ShouldExit(0);
        await agent.EndAsync();
    }

    /// <summary>While a command waits its agent goes on: resizes, signals it may not send, data, further requests.</summary>
    [Theory]
    [EveryShell]
    public async Task F5_what_happens_while_a_command_waits_does_not_change_it(AccountShell shell)
    {
        var target = stage.Target(shell);
        var marker = Marker.New();
        var line = $"touch {marker}";
        var traffic = target.Traffic;
        await using var agent = stage.StartAgent(
            target,
            ChannelScript.Exec(line).Terminal().Expect("held for approval").Send("\rrm canary\r\u0015").Resize(10, 10)
                .Request("exec", [0, 0, 0, 9, .. "rm canary"u8]).Request("env", [0, 0, 0, 3, .. "ENV"u8, 0, 0, 0, 1, .. "x"u8]).Stay());
        var held = await stage.HeldAsync(target, marker, agent);
        Assert.Equal(traffic, target.Traffic);

        (await stage.Gate.ApproveAsync(held with { Digest = "sha256:" + new string('0', 64) })).ShouldNotExit(0);
        Assert.Equal(traffic, target.Traffic);
        (await stage.Gate.ApproveAsync(held)).ShouldExit(0);
        var run = (await agent.EndAsync()).ShouldExit(0);

        Assert.Equal(0, ChannelAnswer.Parse(run.Output.Trim()).Exit);
        Assert.Equal(line, Assert.Single(target.ReceivedText(), text => text.Contains(marker, StringComparison.Ordinal)));
        Assert.True(File.Exists(Path.Combine(target.Home, marker)));
        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
        // Spent: it cannot be approved, or used, again.
        (await stage.Gate.ApproveAsync(held)).ShouldNotExit(0);
    }

    [Theory]
    [EveryShell]
    public async Task F5_of_two_equal_commands_only_the_approved_one_runs(AccountShell shell)
    {
        var target = stage.Target(shell);
        var marker = Marker.New();
        var line = $"mkdir {marker}";
        await using var first = stage.StartAgent(target, ChannelScript.Exec(line).Stay());
        var held = await stage.HeldAsync(target, marker, first);
        await using var second = stage.StartAgent(target, ChannelScript.Exec(line).Stay());
        await Wait.UntilAsync(
            async () => (await stage.PendingAsync(target, marker)).Count == 2, () => "two held requests");

        (await stage.Gate.ApproveAsync(held)).ShouldExit(0);
        (await first.EndAsync()).ShouldExit(0);

        Assert.False(second.HasExited);
        Assert.Single(target.ReceivedText(), text => text == line);
        Assert.Single(await stage.PendingAsync(target, marker));
    }

    /// <summary>The denial itself must not be what runs the line: not one byte of it goes to the target.</summary>
    [Theory]
    [EveryShell]
    public async Task F6_a_denial_sends_nothing_at_all(AccountShell shell)
    {
        string[] lines =
        [
            "sudo rm canary", "stty kill undef; cat|sh", "bind '\"\\C-e\": accept-line'", "sudo -s", "stty eol y", "sudo id; rm canary\u0005\u0015\r",
        ];

        var answers = await stage.NothingComesThroughAsync(
            stage.Target(shell),
            [
                .. lines.Select(ChannelScript.Exec),
                .. lines.Select(line => ChannelScript.Exec(line).Terminal().Send("\u0005\u0015\r\u0003rm canary\r")),
            ]);
        // Without the last line, whose keys clear it in the gate's editor.
        await stage.NothingReachesAsync(
            stage.Target(shell),
            [.. lines.SkipLast(1).Select(line => ChannelScript.Shell().Terminal().Send(line + "\r").Expect("denied by policy")
                .Send("\u0005\u0015\r\u0003").Leave())]);

        Assert.All(answers, answer => Assert.True(answer.IsDenied, answer.ToString()));
    }

    [Theory]
    [EveryShell]
    public async Task F7_nobody_decides_about_his_own_request(AccountShell shell)
    {
        var target = stage.Target(shell);
        var facts = stage.Gate.Facts;
        var marker = Marker.New();
        var traffic = target.Traffic;
        // The approver himself is the agent here.
        await using var agent = stage.StartAgent(target, ChannelScript.Exec($"touch {marker}").Stay(), facts.Approver);
        var held = await stage.HeldAsync(target, marker, agent);

        // The second approver is another person with the same client: that is not two pairs of eyes either.
        foreach (var token in new[] { facts.Approver, facts.Approver2, facts.Agent, facts.Agent2, facts.Auditor })
        {
            (await stage.Gate.ApproveAsync(held, token)).ShouldNotExit(0);
        }

        Assert.Equal(traffic, target.Traffic);
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(stage.Gate, held.Id)).State);
        Assert.False(agent.HasExited);
    }
}
