using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Targets;

namespace SshGate.Interop.Tests.Approvals;

/// <summary>Agents that do not wait: they leave with an id, and come back with the same command.</summary>
public sealed class AsyncApprovalTests(SharedGate shared)
{
    [Fact]
    public async Task An_agent_leaves_and_comes_back_after_the_gate_was_killed()
    {
        using var folder = new TestFolder();
        var settings = new GateSettings { Directory = folder.Path, IssuerPort = ListeningServer.FreePort(), Policy = Policies.Usual };
        var marker = Marker.New();
        var command = $"touch /tmp/{marker}";
        string id;
        await using (var gate = await DemoGate.StartAsync(settings))
        {
            id = await LeaveAsync(gate, command);
            await gate.KillAsync();
        }

        await using (var second = await DemoGate.StartAsync(settings))
        {
            (await second.ApproveAsync(await HeldRequest.ShowAsync(second, id))).ShouldExit(0);
            (await second.StopAsync()).ShouldExit(0);
            Assert.False(second.HasReceived(marker));
        }

        await using var third = await DemoGate.StartAsync(settings);
        Assert.Equal("Approved", (await HeldRequest.ShowAsync(third, id)).State);
        (await ReturnAsync(third, id, command)).ShouldExit(0).ShouldSay("approved by ada@example.com");
        Assert.True(File.Exists($"/tmp/{marker}"));
        File.Delete($"/tmp/{marker}");
        (await ReturnAsync(third, id, command)).ShouldExit(77).ShouldSay("used already");
        Assert.False(File.Exists($"/tmp/{marker}"), "an approval was used twice");
        Assert.Single(third.Received(), received => Encoding.UTF8.GetString(received) == command);
        await third.Audit.WaitForAsync("approval_consumed", id);
        await third.Audit.VerifyAsync();
    }

    [Fact]
    public async Task Whatever_differs_is_named_and_uses_nothing_up()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var script = Encoding.UTF8.GetBytes($"touch /tmp/{marker}\n");
        var id = await LeaveAsync(gate, "bash -s", input: script);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        (await ReturnAsync(gate, id, "bash -s x", input: script)).ShouldExit(77).ShouldSay("the command differs from byte 7 on");
        (await ReturnAsync(gate, id, "bash -s", input: Encoding.UTF8.GetBytes($"touch /tmp/{marker}; id\n")))
            .ShouldExit(77).ShouldSay("standard input differs");
        (await ReturnAsync(gate, id, "bash -s", variables: "LC_ALL=C", input: script))
            .ShouldExit(77).ShouldSay("the variable LC_ALL was not there");
        Assert.False(gate.HasReceived("bash -s x"));
        Assert.False(File.Exists($"/tmp/{marker}"));

        (await ReturnAsync(gate, id, "bash -s", input: script)).ShouldExit(0);
        Assert.True(File.Exists($"/tmp/{marker}"));
        File.Delete($"/tmp/{marker}");
    }

    [Fact]
    public async Task A_terminal_that_was_not_asked_for_is_a_difference()
    {
        var gate = await shared.UseAsync();
        var command = $"rm -f /tmp/{Marker.New()}";
        var id = await LeaveAsync(gate, command);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, command, ["-tt", "-o", $"SetEnv=SSHGATE_REQUEST={id}"]);

        run.ShouldExit(77);
        Assert.Contains("without a terminal", run.Output, StringComparison.Ordinal);
        (await ReturnAsync(gate, id, command)).ShouldExit(0);
    }

    [Fact]
    public async Task Another_principal_cannot_use_it_nor_learn_of_it()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var command = $"rm -f /tmp/{marker}";
        var id = await LeaveAsync(gate, command);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        var foreign = (await ReturnAsync(gate, id, command, token: gate.Facts.Agent2)).ShouldExit(77).ShouldSay("you have no such request");
        var unknown = (await ReturnAsync(gate, "a-000000000000", command)).ShouldExit(77);
        Assert.Equal(
            unknown.Error.Replace("a-000000000000", "ID", StringComparison.Ordinal),
            foreign.Error.Replace(id, "ID", StringComparison.Ordinal));
        (await WithdrawAsync(gate, id, gate.Facts.Agent2)).ShouldExit(77).ShouldSay("you have no such request");

        Assert.False(gate.HasReceived(marker));
        (await ReturnAsync(gate, id, command)).ShouldExit(0);
    }

    [Fact]
    public async Task Who_comes_back_too_early_waits_or_leaves_again_as_it_likes()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var command = $"rm -f /tmp/{marker}";
        var id = await LeaveAsync(gate, command);

        (await ReturnAsync(gate, id, command, variables: "SSHGATE_ASYNC=1")).ShouldExit(75).ShouldSay("still waits");
        await using (var leaves = gate.Ssh.Start(gate.Facts.Agent, command, Variables($"SSHGATE_REQUEST={id}")))
        {
            await leaves.WaitForTextAsync("the request stays if you leave");
            await leaves.KillAsync();
        }

        await using var waits = gate.Ssh.Start(gate.Facts.Agent, command, Variables($"SSHGATE_REQUEST={id}"));
        await waits.WaitForTextAsync("still waits");
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, id)).State);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);
        (await waits.EndAsync()).ShouldExit(0);
        Assert.Single(gate.Received(), received => Encoding.UTF8.GetString(received) == command);
    }

    [Fact]
    public async Task Two_that_come_back_at_once_run_it_once()
    {
        var gate = await shared.UseAsync();
        var command = $"rm -f /tmp/{Marker.New()}";
        var id = await LeaveAsync(gate, command);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReturnAsync(gate, id, command)));

        Assert.Equal([0, 77, 77, 77], runs.Select(run => run.ExitStatus).Order());
        Assert.Single(gate.Received(), received => Encoding.UTF8.GetString(received) == command);
    }

    [Fact]
    public async Task A_rejection_is_told_with_its_reason()
    {
        var gate = await shared.UseAsync();
        var command = $"rm -f /tmp/{Marker.New()}";
        var id = await LeaveAsync(gate, command);
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", id, "--reason", "not on a Friday")).ShouldExit(0);

        (await ReturnAsync(gate, id, command)).ShouldExit(77).ShouldSay("rejected by ada@example.com: not on a Friday");
    }

    [Fact]
    public async Task Who_asked_takes_it_back_over_ssh_or_the_api_and_nothing_is_run()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var command = $"rm -f /tmp/{marker}";
        var first = await LeaveAsync(gate, command);
        var second = await LeaveAsync(gate, command);

        // Even a command that would pass without a person does not run beside it.
        (await WithdrawAsync(gate, first, gate.Facts.Agent, $"echo {marker}")).ShouldExit(0).ShouldSay("is withdrawn");
        (await gate.CliAsync(gate.Facts.Agent, "approvals", "withdraw", second)).ShouldExit(0);

        foreach (var id in new[] { first, second })
        {
            (await ReturnAsync(gate, id, command)).ShouldExit(75).ShouldSay("withdrawn by its requester");
            Assert.Equal("Cancelled", (await HeldRequest.ShowAsync(gate, id)).State);
        }

        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task It_expires_although_nobody_waits()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.ExpiresAtOnce });
        var command = $"touch /tmp/{Marker.New()}";
        var id = await LeaveAsync(gate, command);
        await HeldRequest.WaitForStateAsync(gate, id, "Expired");

        (await ReturnAsync(gate, id, command)).ShouldExit(75).ShouldSay("has expired");
    }

    [Fact]
    public async Task A_policy_that_asks_for_more_by_then_is_heard()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.Usual });
        var marker = Marker.New();
        var command = $"touch /tmp/{marker}";
        var id = await LeaveAsync(gate, command);
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        await File.WriteAllTextAsync(
            gate.Policy,
            Policies.Usual.Replace("count: 1", "count: 2", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            async () => (await gate.Audit.EventsAsync("policy_loaded")).Count == 2, () => "the gate to load the new policy");
        (await ReturnAsync(gate, id, command)).ShouldExit(77).ShouldSay("more than was given");
        Assert.False(gate.HasReceived(marker));

        // The text is another, so the version is; but it asks for no more than was given.
        await File.WriteAllTextAsync(gate.Policy, Policies.Usual + "\n# same\n", TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            async () => (await gate.Audit.EventsAsync("policy_loaded")).Count == 3, () => "the gate to load the third policy");
        (await ReturnAsync(gate, id, command)).ShouldExit(0);
        File.Delete($"/tmp/{marker}");
    }

    [Fact]
    public async Task A_policy_that_changes_while_the_agent_that_came_back_waits_is_heard()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.Usual });
        var marker = Marker.New();
        var command = $"touch /tmp/{marker}";
        var id = await LeaveAsync(gate, command);
        await using var waits = gate.Ssh.Start(gate.Facts.Agent, command, Variables($"SSHGATE_REQUEST={id}"));
        await waits.WaitForTextAsync("still waits");

        await File.WriteAllTextAsync(gate.Policy, Policies.DeniesEverything, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            async () => (await gate.Audit.EventsAsync("policy_loaded")).Count == 2, () => "the gate to load the new policy");
        (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ShouldExit(0);

        (await waits.EndAsync()).ShouldExit(77).ShouldSay("more than was given");
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task Programs_read_all_of_it_from_a_line_of_JSON()
    {
        var gate = await shared.UseAsync();
        var run = (await gate.Ssh.RunAsync(
            gate.Facts.Agent, $"rm -f /tmp/{Marker.New()}", Variables("SSHGATE_ASYNC=1 SSHGATE_JSON=1"))).ShouldExit(75);

        var json = JsonDocument.Parse(run.Error.Split('\n').Single(line => line.StartsWith('{'))).RootElement;

        Assert.Equal(("held", 75), (json.GetProperty("sshgate").GetString(), json.GetProperty("exit").GetInt32()));
        var id = json.GetProperty("request").GetString()!;
        Assert.Equal($"SSHGATE_REQUEST={id}", json.GetProperty("resume").GetString());
        Assert.Equal("sshgate-approvers", json.GetProperty("approvers")[0].GetString());
        Assert.True(DateTimeOffset.Parse(json.GetProperty("expires").GetString()!, CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_says_what_is_wrong_with_it()
    {
        var gate = await shared.UseAsync();

        (await gate.Ssh.RunAsync(gate.Facts.Agent, "echo \"half", Variables("SSHGATE_ASYNC=1")))
            .ShouldExit(75).ShouldSay("a double quote is not closed (byte 5): correct it rather than wait");
    }

    private static async Task<string> LeaveAsync(DemoGate gate, string command, byte[]? input = null)
    {
        var run = (await gate.Ssh.RunAsync(gate.Facts.Agent, command, Variables("SSHGATE_ASYNC=1"), input)).ShouldExit(75);
        return Regex.Match(run.Error, @"run the very same command again with SSHGATE_REQUEST=(a-\w+) ").Groups[1].Value;
    }

    private static Task<ProgramResult> ReturnAsync(
        DemoGate gate, string id, string command, string? variables = null, byte[]? input = null, string? token = null) =>
        gate.Ssh.RunAsync(token ?? gate.Facts.Agent, command, Variables($"SSHGATE_REQUEST={id} {variables}".TrimEnd()), input);

    private static Task<ProgramResult> WithdrawAsync(DemoGate gate, string id, string token, string command = "true") =>
        gate.Ssh.RunAsync(token, command, Variables($"SSHGATE_WITHDRAW={id}"));

    private static string[] Variables(string assignments) => ["-o", "SetEnv=" + assignments];
}
