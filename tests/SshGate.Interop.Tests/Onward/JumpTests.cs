using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Targets;

namespace SshGate.Interop.Tests.Onward;

/// <summary>A target behind another one: two real servers, the first of which forwards to the second and nowhere else.</summary>
[Collection(nameof(OnwardCollection))]
public sealed class JumpTests(OnwardStage stage)
{
    [Fact]
    public async Task A_target_is_reached_through_another_with_a_check_and_a_login_at_each()
    {
        await using var inner = await stage.StartWithKeyAsync();
        await using var outer = await stage.StartTrustingAsync($"PermitOpen {inner.Address}\nLogLevel DEBUG1");
        var jump = await stage.AddAsync(outer.Address, "--authority", "ca", "--host-key", outer.HostKey);
        var user = await stage.AddAsync(inner.Address, "--key", "demo-target", "--host-key", inner.HostKey, "--jump", jump);
        var content = new byte[3_000_000];
        Random.Shared.NextBytes(content);

        var read = await stage.Gate.Ssh.RunAsync(stage.Gate.Facts.Agent, "sha256sum", userName: user, input: content);

        Assert.StartsWith(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), read.ShouldExit(0).Output, StringComparison.Ordinal);
        Assert.Contains($"target 127.0.0.1 port {inner.Port}", outer.Log, StringComparison.Ordinal);
        Assert.Contains("Accepted publickey", inner.Log, StringComparison.Ordinal);
        await outer.WaitForLogAsync("ID sshgate subject=agent-1 session=s-");
        var used = (await stage.Gate.Audit.EventsAsync("credential_used")).Where(e => e.Detail("target") == OnwardStage.NameOf(user)).ToList();
        Assert.Equal([jump, null], used.Select(e => e.Detail("jump")));
        Assert.Equal([outer.Address, inner.Address], used.Select(e => e.Detail("address")));
        Assert.All(used, e => Assert.NotEmpty(e.Detail("kex")!));

        // The way ends with the session.
        await inner.WaitForLogAsync("Received disconnect");
        await outer.WaitForLogAsync("Received disconnect");
    }

    [Fact]
    public async Task An_approved_command_behind_a_jump_is_named_at_both_and_forced_at_its_target()
    {
        await using var inner = await stage.StartTrustingAsync();
        await using var outer = await stage.StartTrustingAsync();
        var jump = await stage.AddAsync(outer.Address, "--authority", "ca", "--host-key", outer.HostKey);
        var user = await stage.AddAsync(
            inner.Address, "--authority", "ca", "--host-key", inner.HostKey, "--jump", OnwardStage.NameOf(jump));

        await using var ssh = stage.Gate.Ssh.Start(stage.Gate.Facts.Agent, "rm -f \"/tmp/$SSH_ORIGINAL_COMMAND.none\"", userName: user);
        var held = await stage.Gate.HeldAsync(ssh);
        (await stage.Gate.ApproveAsync(held)).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);

        await inner.WaitForLogAsync($"request={held.Id} (serial");
        await outer.WaitForLogAsync($"request={held.Id} (serial");
        Assert.Contains("forced-command (key-option)", inner.Log, StringComparison.Ordinal);
        var issued = (await stage.Gate.Audit.EventsAsync("certificate_issued")).Where(e => e.Detail("target") == OnwardStage.NameOf(user)).ToList();
        Assert.Equal(["[\"permit-port-forwarding\"]", "[]"], issued.Select(e => e.Detail("extensions")));
        Assert.Equal(["False", "True"], issued.Select(e => e.Detail("forces_command")));
    }

    [Fact]
    public async Task A_failure_says_which_machine_it_was()
    {
        await using var outer = await stage.StartWithKeyAsync();
        await using var closed = await stage.StartWithKeyAsync("AllowTcpForwarding no");
        await using var strange = await stage.StartTrustingAsync();
        await using var inner = await stage.StartWithKeyAsync();
        using var folder = new TestFolder();
        var other = await SshdTarget.NewKeyAsync(folder, "other");

        var nobody = await AddAsync(SshdTarget.AddressOf(ListeningServer.FreePort()), outer.HostKey);
        (await ThroughAsync(nobody, inner.Address, inner.HostKey))
            .ShouldSay($"nobody answers at the address of the jump host '{OnwardStage.NameOf(nobody)}'");

        var changed = await AddAsync(outer.Address, other);
        (await ThroughAsync(changed, inner.Address, inner.HostKey))
            .ShouldSay($"the jump host '{OnwardStage.NameOf(changed)}': its host key has changed")
            .ShouldSay(await FingerprintAsync(folder, outer.HostKey))
            .ShouldSay(await FingerprintAsync(folder, other));

        var refusing = await AddAsync(strange.Address, strange.HostKey);
        (await ThroughAsync(refusing, inner.Address, inner.HostKey))
            .ShouldSay($"the jump host '{OnwardStage.NameOf(refusing)}' does not accept the gate's key");

        var shut = await AddAsync(closed.Address, closed.HostKey);
        (await ThroughAsync(shut, inner.Address, inner.HostKey))
            .ShouldSay($"the jump host '{OnwardStage.NameOf(shut)}' cannot connect to it, or does not forward");

        var good = await AddAsync(outer.Address, outer.HostKey);
        (await ThroughAsync(good, SshdTarget.AddressOf(ListeningServer.FreePort()), inner.HostKey))
            .ShouldSay($"the jump host '{OnwardStage.NameOf(good)}' cannot connect to it, or does not forward");
        (await ThroughAsync(good, inner.Address, other)).ShouldSay("is not available: its host key has changed");
        Assert.DoesNotContain("Accepted", inner.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_decides_about_the_target_and_a_jump_is_no_way_around_it()
    {
        await using var outer = await stage.StartWithKeyAsync();
        var jump = await AddAsync(outer.Address, outer.HostKey);

        var circle = await stage.Gate.OperateAsync(
            "targets", "add", "circle", "--host", outer.Address, "--account", "root", "--key", "demo-target", "--host-key", outer.HostKey, "--jump", "circle");
        circle.ShouldExit(65).ShouldSay("the way leads in a circle: circle → circle");
        var unknown = await stage.Gate.OperateAsync(
            "targets", "add", "lost", "--host", outer.Address, "--account", "root", "--key", "demo-target", "--host-key", outer.HostKey, "--jump", $"nobody+{OnwardStage.NameOf(jump)}");
        unknown.ShouldExit(65).ShouldSay("has no account 'nobody'");
    }

    private Task<string> AddAsync(string address, string hostKey) =>
        stage.AddAsync(address, "--key", "demo-target", "--host-key", hostKey);

    private async Task<ProgramResult> ThroughAsync(string jump, string address, string hostKey)
    {
        var user = await stage.AddAsync(address, "--key", "demo-target", "--host-key", hostKey, "--jump", jump);
        return (await stage.RunAsync(user, "id")).ShouldExit(69);
    }

    private static async Task<string> FingerprintAsync(TestFolder folder, string key)
    {
        var shown = await RunningProgram.RunAsync(Programs.SshKeygen, ["-lf", folder.Write("shown.pub", key + "\n")]);
        return shown.ShouldExit(0).Output.Split(' ')[1];
    }
}
