using System.Text.Json;
using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Onward;

/// <summary>The target's own proof of who it is, with a real sshd.</summary>
[Collection(nameof(OnwardCollection))]
public sealed class HostKeyTests(OnwardStage stage)
{
    [Fact]
    public async Task A_changed_host_key_is_refused_with_both_fingerprints_and_the_operator_can_pin_the_new_one()
    {
        int port;
        string user, old;
        await using (var before = await stage.StartWithKeyAsync())
        {
            (port, old) = (before.Port, before.HostKey);
            user = await stage.AddAsync(before.Address, "--key", "demo-target", "--host-key", old);
            (await stage.RunAsync(user, "id")).ShouldExit(0);
        }

        await using var after = await stage.StartWithKeyAsync(port: port);
        var (was, shown) = (OpenSsh.Fingerprint(old.Split(' ')[1]), OpenSsh.Fingerprint(after.HostKey.Split(' ')[1]));

        var refused = (await stage.RunAsync(user, "id")).ShouldExit(69);

        refused.ShouldSay($"its host key has changed: shown {shown}, pinned {was}; nothing was sent to it; an operator must look");
        Assert.DoesNotContain("publickey", after.Log, StringComparison.Ordinal);
        var recorded = await stage.Gate.Audit.WaitForAsync("target_host_key_refused", shown);
        Assert.Equal(shown, recorded.Detail("host_key_shown"));
        Assert.Equal($"[\"{was}\"]", recorded.Detail("host_keys_pinned"));
        await Wait.UntilAsync(
            () => stage.Gate.Log.Contains($"pinned {was}, shown {shown}", StringComparison.Ordinal), () => $"both in the operator's log\n{stage.Gate.Log}");

        (await stage.Gate.OperateAsync("targets", "pin", OnwardStage.NameOf(user), "--host-key", after.HostKey)).ShouldExit(0);
        (await stage.RunAsync(user, "id")).ShouldExit(0);
    }

    [Theory]
    [InlineData("127.0.0.1", "+1d", true, "")]
    [InlineData("other.example.com", "+1d", true, "it is not for this target's address")]
    [InlineData("127.0.0.1", "20200101:20200102", true, "it has expired")]
    [InlineData("127.0.0.1", "+1d", false, "is not trusted for this target")]
    public async Task A_host_certificate_is_accepted_for_the_targets_name_and_time_by_its_authority_only(
        string name, string validity, bool isTrusted, string problem)
    {
        using var folder = new TestFolder();
        var authority = await SshdTarget.NewKeyAsync(folder, "authority");
        var other = await SshdTarget.NewKeyAsync(folder, "other");
        await using var sshd = await SshdTarget.StartAsync(async own =>
        {
            (await RunningProgram.RunAsync(
                Programs.SshKeygen,
                ["-q", "-s", folder.File("authority"), "-I", "a host", "-h", "-n", name, "-V", validity, own.File("host.pub")])).ShouldExit(0);
            return $"""
                HostCertificate {own.File("host-cert.pub")}
                AuthorizedKeysFile {own.Write("authorized_keys", stage.Key + "\n")}
                """;
        });
        var user = await stage.AddAsync(sshd.Address, "--key", "demo-target", "--host-authority", isTrusted ? authority : other);

        var result = await stage.RunAsync(user, "id");

        if (problem.Length == 0)
        {
            result.ShouldExit(0);
            return;
        }

        result.ShouldExit(69).ShouldSay("its host certificate is not accepted").ShouldSay(problem);
        Assert.DoesNotContain("publickey", sshd.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_key_is_accepted_beside_an_authority_whatever_its_certificate_says()
    {
        using var folder = new TestFolder();
        var authority = await SshdTarget.NewKeyAsync(folder, "authority");
        await using var sshd = await stage.StartWithKeyAsync();
        var user = await stage.AddAsync(
            sshd.Address, "--key", "demo-target", "--host-authority", authority, "--host-key", sshd.HostKey);

        (await stage.RunAsync(user, "id")).ShouldExit(0);
    }

    [Fact]
    public async Task A_host_key_that_the_target_announces_is_told_once_with_the_command_that_pins_it_and_is_not_trusted_before()
    {
        using var folder = new TestFolder();
        var added = await SshdTarget.NewKeyAsync(folder, "added", "ecdsa");
        var fingerprint = OpenSsh.Fingerprint(added.Split(' ')[1]);
        await using var sshd = await stage.StartWithKeyAsync($"HostKey {folder.File("added")}");
        var user = await stage.AddAsync(sshd.Address, "--key", "demo-target", "--host-key", sshd.HostKey);

        // The proof runs beside the command, which may be over first.
        await Wait.UntilAsync(
            async () =>
            {
                (await stage.RunAsync(user, "id")).ShouldExit(0);
                return stage.Gate.Log.Contains(fingerprint, StringComparison.Ordinal);
            },
            () => $"the news in the operator's log\n{stage.Gate.Log}");
        (await stage.RunAsync(user, "id")).ShouldExit(0);

        var told = await stage.Gate.Audit.EventsAsync("target_host_keys_announced");
        var news = Assert.Single(told, e => e.Detail("target") == OnwardStage.NameOf(user));
        Assert.Equal($"[\"ecdsa-sha2-nistp256 {fingerprint}\"]", news.Detail("host_keys"));
        Assert.Single(await PinnedAsync(user));
        var command = Regex.Match(stage.Gate.Log, $@"sshgate (targets pin {OnwardStage.NameOf(user)} --host-key) '([^']+)'").Groups;
        (await stage.Gate.OperateAsync([.. command[1].Value.Split(' '), command[2].Value])).ShouldExit(0);
        Assert.Equal(2, (await PinnedAsync(user)).Count);
        (await stage.RunAsync(user, "id")).ShouldExit(0);
    }

    [Fact]
    public async Task An_old_machine_is_a_target_only_where_its_algorithms_are_named_and_the_audit_log_has_them()
    {
        using var folder = new TestFolder();
        var rsa = await SshdTarget.NewKeyAsync(folder, "rsa", "rsa");
        await using var sshd = await stage.StartWithKeyAsync(
            $"""
            HostKey {folder.File("rsa")}
            HostKeyAlgorithms ssh-rsa
            KexAlgorithms diffie-hellman-group14-sha1
            Ciphers aes128-ctr
            MACs hmac-sha1
            """);
        string[] insecure = ["--insecure", "ssh-rsa", "--insecure", "diffie-hellman-group14-sha1", "--insecure", "hmac-sha1"];
        for (var without = 0; without < insecure.Length; without += 2)
        {
            string[] some = [.. insecure[..without], .. insecure[(without + 2)..]];
            var refused = await stage.AddAsync(sshd.Address, ["--key", "demo-target", "--host-key", rsa, .. some]);
            (await stage.RunAsync(refused, "id")).ShouldExit(69).ShouldSay("it does not answer as an SSH server that the gate can talk to");
        }

        var user = await stage.AddAsync(sshd.Address, ["--key", "demo-target", "--host-key", rsa, .. insecure]);
        (await stage.RunAsync(user, "id")).ShouldExit(0);

        var used = await stage.Gate.Audit.WaitForAsync("credential_used", OnwardStage.NameOf(user));
        Assert.Equal(("diffie-hellman-group14-sha1", "False"), (used.Detail("kex"), used.Detail("kex_post_quantum")));
        Assert.Equal(("ssh-rsa", "hmac-sha1"), (used.Detail("host_key_algorithm"), used.Detail("mac_to_target")));
        Assert.Contains("diffie-hellman-group14-sha1", used.Detail("insecure_algorithms")!, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> PinnedAsync(string user)
    {
        var shown = (await stage.Gate.OperateAsync("targets", "show", OnwardStage.NameOf(user), "--json")).ShouldExit(0);
        using var json = JsonDocument.Parse(shown.Output);
        return [.. json.RootElement.GetProperty("host_keys").EnumerateArray().Select(key => key.GetProperty("fingerprint").GetString()!)];
    }
}
