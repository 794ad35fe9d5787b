using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Failures;

/// <summary>The policy file changes under a running gate.</summary>
public sealed class PolicyChangeTests
{
    [Fact]
    public async Task A_malformed_policy_leaves_the_old_one_in_force()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.Usual });

        await File.WriteAllTextAsync(gate.Policy, Policies.Malformed, TestContext.Current.CancellationToken);
        var refused = await gate.Audit.WaitForAsync("policy_refused", "policy.yaml");

        Assert.Contains("4:12", refused.Detail("problem"), StringComparison.Ordinal);
        Assert.Contains("4:12", gate.Log, StringComparison.Ordinal);
        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{Marker.New()}");
        await gate.HeldAsync(ssh);
    }

    [Fact]
    public async Task A_policy_that_vanishes_leaves_the_old_one_in_force()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.Usual });

        File.Delete(gate.Policy);
        await gate.Audit.WaitForAsync("policy_refused", "policy.yaml");

        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);
    }

    [Fact]
    public async Task A_good_policy_is_taken_over_whole()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.Usual });
        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);

        await File.WriteAllTextAsync(gate.Policy, Policies.DeniesEverything, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            async () => (await gate.Audit.EventsAsync("policy_loaded")).Count == 2,
            () => "the gate to load the new policy");

        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(77).ShouldSay("denied by policy");
    }
}
