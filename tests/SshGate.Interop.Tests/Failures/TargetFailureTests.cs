using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Failures;

/// <summary>
/// Targets that are not there, or not who they should be: one clear error to each who must know, and nothing runs.
/// </summary>
public sealed class TargetFailureTests(SharedGate shared)
{
    [Theory]
    [InlineData("root+nowhere")]
    [InlineData("nobody+demo")]
    [InlineData("nowhere")]
    public async Task An_unknown_target_or_account_is_refused_with_one_answer(string user)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}", userName: user);

        run.ShouldExit(77).ShouldSay($"sshgate: there is no target '{user}' for you");
        Assert.False(gate.HasReceived(marker));
        await gate.Audit.WaitForAsync("connection_refused", user);
    }

    [Theory]
    [InlineData("root+")]
    [InlineData("+demo")]
    [InlineData("root+de mo")]
    [InlineData("../../etc/passwd")]
    [InlineData("root;id+demo")]
    [InlineData("root+demo+demo")]
    [InlineData("\u001b[31mroot+demo")]
    public async Task A_malformed_user_name_is_refused_in_words(string user)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await PythonClient.RunAsync("user_name.py", gate, gate.Facts.Agent, [user, $"echo {marker}"]);

        run.ShouldExit(77).ShouldSay("sshgate: the user name is not account+target");
        Assert.DoesNotContain('\u001b', run.Error);
        Assert.False(gate.HasReceived(marker));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("root@demo")]
    public async Task The_other_forms_of_the_user_name_work(string user)
    {
        var gate = await shared.UseAsync();
        Assert.Equal("root", gate.Facts.Account);

        Assert.Equal(
            "root\n", (await gate.Ssh.RunAsync(gate.Facts.Agent, "id -un", userName: user)).ShouldExit(0).Output);
    }

    [Fact]
    public async Task A_target_with_another_host_key_gets_nothing_and_the_agent_learns_no_address()
    {
        await using var gate = await DemoGate.StartAsync();
        var catalogue = Path.Combine(gate.Directory, "targets.yaml");
        var text = await File.ReadAllTextAsync(catalogue, TestContext.Current.CancellationToken);
        var shown = Fingerprints(text);
        using var folder = new TestFolder();
        // The same type, so that the target does show a key of it.
        foreach (var (type, kind) in new[] { ("ssh-ed25519", "ed25519"), ("ecdsa-sha2-nistp256", "ecdsa") })
        {
            (await RunningProgram.RunAsync(
                Programs.SshKeygen, ["-q", "-t", kind, "-N", "", "-f", folder.File(kind)])).ShouldExit(0);
            var other = (await File.ReadAllTextAsync(
                folder.File(kind + ".pub"), TestContext.Current.CancellationToken)).Split(' ')[1];
            text = System.Text.RegularExpressions.Regex.Replace(text, $"{type} [A-Za-z0-9+/=]+", $"{type} {other}");
        }

        await File.WriteAllTextAsync(catalogue, text, TestContext.Current.CancellationToken);
        var pinned = Fingerprints(text);
        var marker = Marker.New();

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}");

        run.ShouldExit(69).ShouldSay("sshgate: the target 'demo' is not available").ShouldSay("host key");
        Assert.DoesNotContain("127.0.0.1", run.Error, StringComparison.Ordinal);
        Assert.False(gate.HasReceived(marker));
        var refused = Assert.Single(await gate.Audit.EventsAsync("target_host_key_refused"));
        run.ShouldSay($"shown {refused.Detail("host_key_shown")}, pinned SHA256:").ShouldSay("an operator must look");
        Assert.Contains(refused.Detail("host_key_shown"), shown);
        Assert.All(pinned, fingerprint => Assert.Contains(
            fingerprint, refused.Detail("host_keys_pinned")!, StringComparison.Ordinal));
        Assert.Contains(refused.Detail("host_key_shown")!, gate.Log, StringComparison.Ordinal);
        Assert.All(pinned, fingerprint => Assert.Contains(fingerprint, gate.Log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_is_down_is_69_and_an_approval_for_it_is_not_used_twice()
    {
        await using var gate = await DemoGate.StartAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);
        await gate.StopTargetAsync();

        var read = await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}");
        (await gate.ApproveAsync(held)).ShouldExit(0);
        var approved = await ssh.EndAsync();

        read.ShouldExit(69).ShouldSay("sshgate: the target 'demo' is not available");
        approved.ShouldExit(69).ShouldSay("sshgate: the target 'demo' is not available");
        Assert.DoesNotContain("127.0.0.1", read.Error, StringComparison.Ordinal);
        Assert.False(gate.HasReceived(marker));
        Assert.Equal("Failed", (await HeldRequest.ShowAsync(gate, held.Id)).State);
        Assert.Equal(2, (await gate.Audit.EventsAsync("target_unavailable")).Count);
        Assert.Empty(await gate.Audit.EventsAsync("command_released"));
    }

    [Fact]
    public async Task A_target_that_goes_away_while_a_command_runs_ends_it_with_70()
    {
        await using var gate = await DemoGate.StartAsync();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, "echo started; sleep 600");
        await ssh.WaitForTextAsync("started");

        await gate.StopTargetTreeAsync();

        (await ssh.EndAsync()).ShouldExit(70).ShouldSay("sshgate: the connection to the target was lost");
    }

    [Fact]
    public async Task A_key_that_the_vault_cannot_open_is_69()
    {
        await using var gate = await DemoGate.StartAsync();
        var marker = Marker.New();
        var files = Directory.EnumerateFiles(
            Path.Combine(gate.Directory, "keys"), "demo-target*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[^20] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}");

        run.ShouldExit(69).ShouldSay("sshgate: the target 'demo' is not available");
        Assert.False(gate.HasReceived(marker));
    }

    private static List<string> Fingerprints(string catalogue) =>
    [
        .. System.Text.RegularExpressions.Regex.Matches(
            catalogue, "(?:ssh-ed25519|ecdsa-sha2-nistp256) ([A-Za-z0-9+/=]+)")
            .Select(key => OpenSsh.Fingerprint(key.Groups[1].Value)),
    ];
}
