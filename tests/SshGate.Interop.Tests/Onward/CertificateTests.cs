using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Onward;

/// <summary>A real sshd that trusts the gate's authority: who ran what, by whose approval, stands in its own log.</summary>
[Collection(nameof(OnwardCollection))]
public sealed class CertificateTests(OnwardStage stage)
{
    private DemoGate Gate => stage.Gate;

    [Fact]
    public async Task The_targets_own_log_names_the_approval_and_its_server_enforces_the_approved_bytes()
    {
        await using var sshd = await stage.StartTrustingAsync();
        var user = await stage.AddAsync(sshd.Address, "--authority", "ca", "--host-key", sshd.HostKey);
        var marker = Marker.New();

        // The server sets this variable only when it runs something else than what was asked for.
        var command = $"rm -f '/tmp/{marker}' && printf 'ü<%s>' \\\n\"$SSH_ORIGINAL_COMMAND\"";
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, command, userName: user);
        var held = await Gate.HeldAsync(ssh);
        Assert.DoesNotContain("Accepted", sshd.Log, StringComparison.Ordinal);
        (await Gate.ApproveAsync(held)).ShouldExit(0);
        Assert.Equal($"ü<{command}>", (await ssh.EndAsync()).ShouldExit(0).Output);

        var issued = await Gate.Audit.WaitForAsync("certificate_issued", held.Id);
        var id = $"sshgate subject=agent-1 session={held.SessionId} request={held.Id}";
        Assert.Equal(id, issued.Detail("key_id"));
        await sshd.WaitForLogAsync($"ID {id} (serial {issued.Detail("serial")}) CA ED25519 ");
        Assert.Equal("True", issued.Detail("forces_command"));
        Assert.Contains("forced-command (key-option)", sshd.Log, StringComparison.Ordinal);
        Assert.Equal("[]", issued.Detail("extensions"));
        var recording = await Gate.SealedRecordingOfAsync(marker);
        Assert.Contains(recording.Events, e => e.Code == "n" && e.Data.Contains(issued.Detail("serial")!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_no_certificate_can_hold_runs_as_approved_and_the_audit_log_says_why_it_is_not_forced()
    {
        await using var sshd = await stage.StartTrustingAsync();
        var user = await stage.AddAsync(sshd.Address, "--authority", "ca", "--host-key", sshd.HostKey);
        using var folder = new TestFolder();

        // No argument of a .NET process can be other than UTF-8, so a shell writes the byte.
        var script = folder.WriteScript("send", "#!/bin/sh\ncommand=$(printf 'rm -f /tmp/none\\377 && echo \"<$SSH_ORIGINAL_COMMAND>\"')\nexec \"$@\" \"$command\"\n");
        await using var ssh = RunningProgram.Start(
            script, [Programs.Ssh, .. Gate.Ssh.Arguments(null, [], user)], Gate.Ssh.AskpassEnvironment(Gate.Facts.Agent));
        var held = await Gate.HeldAsync(ssh);
        Assert.Contains((byte)0xff, held.Command);
        (await Gate.ApproveAsync(held)).ShouldExit(0);

        Assert.Equal("<>\n", (await ssh.EndAsync()).ShouldExit(0).Output);
        await sshd.WaitForLogAsync($"request={held.Id} (serial");
        Assert.Equal("the command is not UTF-8 text", (await Gate.Audit.WaitForAsync("certificate_issued", held.Id)).Detail("not_forced"));
    }

    [Fact]
    public async Task The_lines_of_the_operators_document_make_a_target_and_its_log_looks_as_it_shows()
    {
        using var stream = typeof(CertificateTests).Assembly.GetManifestResourceStream("operators.md")!;
        using var reader = new StreamReader(stream);
        var document = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = Regex.Match(document, @"```sshd_config\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var shown = Regex.Match(document, @"Accepted publickey for .*").Value;
        await using var sshd = await SshdTarget.StartAsync(folder =>
        {
            folder.Write("sshgate-authorities", stage.Authority + "\n");
            Directory.CreateDirectory(folder.File("sshgate-principals"));
            folder.Write($"sshgate-principals/{Gate.Facts.Account}", "deploy\n");
            return Task.FromResult(lines.Replace("/etc/ssh/", folder.Path + "/", StringComparison.Ordinal));
        });
        var user = await stage.AddAsync(sshd.Address, "--authority", "ca", "--principal", "deploy", "--host-key", sshd.HostKey);
        var marker = Marker.New();
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, $"rm -f /tmp/{marker}", userName: user);
        var held = await Gate.HeldAsync(ssh);
        (await Gate.ApproveAsync(held)).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);

        var form = Regex.Escape(shown)
            .Replace("…", @"\S+", StringComparison.Ordinal)
            .Replace("deploy", Gate.Facts.Account, StringComparison.Ordinal)
            .Replace(@"192\.0\.2\.9", @"127\.0\.0\.1", StringComparison.Ordinal)
            .Replace("50122", @"\d+", StringComparison.Ordinal);
        await sshd.WaitForLogAsync($"request={held.Id} (serial");
        Assert.Matches(form, sshd.Log);
    }

    [Fact]
    public async Task Without_an_approval_the_certificate_names_the_session_and_forces_nothing()
    {
        await using var sshd = await stage.StartTrustingAsync();
        var user = await stage.AddAsync(sshd.Address, "--authority", "ca@1", "--valid-minutes", "1", "--host-key", sshd.HostKey);

        foreach (var round in new[] { 1, 2 })
        {
            (await stage.RunAsync(user, "id -un")).ShouldExit(0);
            Assert.Equal(round, sshd.Log.Split("ID sshgate subject=agent-1 session=s-").Length - 1);
        }

        Assert.DoesNotContain("request=", sshd.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("forced-command", sshd.Log, StringComparison.Ordinal);
        var issued = (await Gate.Audit.EventsAsync("certificate_issued"))
            .Where(e => e.Detail("target") == OnwardStage.NameOf(user))
            .ToList();
        Assert.Equal(2, issued.Count);
        Assert.Equal(2, issued.Select(e => e.Detail("key")).Distinct().Count());
        Assert.Equal(2, issued.Select(e => e.Detail("serial")).Distinct().Count());
        Assert.All(issued, e => Assert.Equal("False", e.Detail("forces_command")));
    }

    [Fact]
    public async Task A_terminal_and_a_file_service_get_what_they_need_and_no_more()
    {
        await using var sshd = await stage.StartTrustingAsync("Subsystem sftp internal-sftp");
        var user = await stage.AddAsync(sshd.Address, "--authority", "ca", "--host-key", sshd.HostKey);
        using var folder = new TestFolder();
        folder.Write("seen", "by sftp\n");

        (await stage.RunAsync(user, "tty", "-tt")).ShouldExit(0);
        await using var sftp = RunningProgram.Start(
            Programs.Sftp,
            [.. Gate.Ssh.CommonOptions, "-o", "BatchMode=no", "-P", $"{Gate.Facts.Port}", "-b", folder.Write("batch", $"ls {folder.Path}\n"), $"{user}@{Gate.Facts.Host}"],
            Gate.Ssh.AskpassEnvironment(Gate.Facts.Agent));
        Assert.Contains("seen", (await sftp.EndAsync()).ShouldExit(0).Output, StringComparison.Ordinal);

        var allowed = (await Gate.Audit.EventsAsync("certificate_issued"))
            .Where(e => e.Detail("target") == OnwardStage.NameOf(user))
            .Select(e => e.Detail("extensions"));
        Assert.Equal(["[\"permit-pty\"]", "[]"], allowed);
    }

    [Theory]
    [InlineData("another authority", "Failed publickey")]
    [InlineData("another principal", "name is not a listed principal")]
    [InlineData("another address", "not from a permitted source address")]
    [InlineData("revoked", "revoked")]
    public async Task A_target_that_refuses_the_certificate_is_not_available_and_its_log_says_why(string why, string logged)
    {
        await using var sshd = await SshdTarget.StartAsync(async folder => why switch
        {
            "another authority" => $"TrustedUserCAKeys {folder.Write("authorities", await SshdTarget.NewKeyAsync(folder, "other") + "\n")}",
            "revoked" => $"""
                TrustedUserCAKeys {folder.Write("authorities", stage.Authority + "\n")}
                RevokedKeys {folder.Write("revoked", stage.Authority + "\n")}
                """,
            _ => $"TrustedUserCAKeys {folder.Write("authorities", stage.Authority + "\n")}",
        });
        var user = await stage.AddAsync(
            sshd.Address,
            [
                "--authority", "ca", "--host-key", sshd.HostKey,
                .. why == "another principal" ? ["--principal", "somebody"] : Array.Empty<string>(),
                .. why == "another address" ? ["--source-address", "192.0.2.0/24"] : Array.Empty<string>(),
            ]);

        (await stage.RunAsync(user, "id")).ShouldExit(69).ShouldSay("it does not accept the gate's certificate; tell the operator");

        Assert.DoesNotContain("Accepted publickey", sshd.Log, StringComparison.Ordinal);
        Assert.True(sshd.Log.Contains(logged, StringComparison.OrdinalIgnoreCase), sshd.Log);
    }

    [Theory]
    [InlineData("ca@9")]
    [InlineData("demo-target")]
    public async Task An_authority_that_the_vault_does_not_have_as_one_is_said_before_anything_is_dialled(string authority)
    {
        await using var sshd = await stage.StartTrustingAsync();
        var user = await stage.AddAsync(sshd.Address, "--authority", authority, "--host-key", sshd.HostKey);

        (await stage.RunAsync(user, "id")).ShouldExit(69).ShouldSay("the gate cannot use its key for it; tell the operator");

        Assert.DoesNotContain("SSH", sshd.Log, StringComparison.Ordinal);
    }
}
