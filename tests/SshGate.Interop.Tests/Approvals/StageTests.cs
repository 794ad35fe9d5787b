using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Approvals;

/// <summary>More than one stage, and people who do not answer, with a real ssh that waits.</summary>
public sealed class StageTests
{
    private const string TwoStages =
        """
        version: 1
        defaults:
          command: approve
          connection: deny
          approve:
            stages:
              - { name: technical, approvers: [sshgate-approvers], count: 1 }
              - { name: business, approvers: [sshgate-approvers], count: 1 }
            expires: 15m
        connections:
          - id: any-verified
            then: allow
        """;

    private const string Escalating =
        """
        version: 1
        defaults:
          command: approve
          connection: deny
          approve:
            approvers: [nobody-is-here]
            count: 1
            expires: 15m
            escalate: { after: 2s, to: [sshgate-approvers] }
        connections:
          - id: any-verified
            then: allow
        """;

    [Fact]
    public async Task Two_stages_take_two_people_one_after_the_other()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = TwoStages });
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);
        Assert.Contains("1 of sshgate-approvers, then 1 of sshgate-approvers", ssh.ErrorSoFar, StringComparison.Ordinal);

        var first = (await gate.ApproveAsync(held)).ShouldExit(0);
        Assert.Contains("1 more needed for stage business", first.Output, StringComparison.Ordinal);
        var again = await gate.ApproveAsync(held);
        Assert.NotEqual(0, again.ExitStatus);
        Assert.Contains("another person is needed", again.Error, StringComparison.Ordinal);
        Assert.False(gate.HasReceived(marker), "one person made two stages");
        var shown = (await gate.CliAsync(gate.Facts.Approver2, "approvals", "show", held.Id)).ShouldExit(0);
        Assert.Contains("technical: 1 of sshgate-approvers, approved by ada@example.com", shown.Output, StringComparison.Ordinal);
        Assert.Contains("business (now): 1 of sshgate-approvers", shown.Output, StringComparison.Ordinal);
        (await gate.ApproveAsync(held, gate.Facts.Approver2)).ShouldExit(0);

        (await ssh.EndAsync()).ShouldExit(0).ShouldSay("approved by ada@example.com, grace@example.com");
        Assert.True(File.Exists($"/tmp/{marker}"));
        File.Delete($"/tmp/{marker}");
        var given = await gate.Audit.EventsAsync("approval_given");
        Assert.Equal(["technical", "business"], given.Select(record => record.Detail("stage")));
    }

    [Fact]
    public async Task Backups_decide_when_nobody_else_did_and_not_before()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Escalating });
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);

        await gate.Audit.WaitForAsync("approval_escalated", held.Id);
        var shown = (await gate.CliAsync(gate.Facts.Approver, "approvals", "list")).ShouldExit(0);
        Assert.Contains("escalated", shown.Output, StringComparison.Ordinal);
        (await gate.ApproveAsync(held)).ShouldExit(0);

        (await ssh.EndAsync()).ShouldExit(0);
        File.Delete($"/tmp/{marker}");
        var given = Assert.Single(await gate.Audit.EventsAsync("approval_given"));
        Assert.Equal("True", given.Detail("escalated"));
    }

    [Fact]
    public async Task A_backup_is_refused_before_it_is_asked()
    {
        await using var gate = await DemoGate.StartAsync(
            new GateSettings { Policy = Escalating.Replace("after: 2s", "after: 10m", StringComparison.Ordinal) });
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{Marker.New()}");
        var held = await gate.HeldAsync(ssh);

        (await gate.ApproveAsync(held)).ShouldExit(77);
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, held.Id)).State);
    }
}
