using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Walk;

/// <summary>
/// The walk of one command, seen from outside: what the target received is what was approved is what was recorded.
/// </summary>
public sealed class WalkTests(SharedGate shared)
{
    /// <summary>
    /// Commands that any lossy step (a shell, a trim, a decoder, a line editor) would change. Each names MARK, and is
    /// held.
    /// </summary>
    public static TheoryData<string> Commands { get; } = new()
    {
        "rm -f /tmp/MARK",
        "rm -f \"/tmp/MARK with 'both' quotes\" '$HOME' \\\\",
        "rm -f /tmp/MARK\ntouch /tmp/MARK.2\n\nrm -f /tmp/MARK.2",
        "rm -f '/tmp/MARK-Grüße-日本-🚪'",
        "rm -f /tmp/MARK   \t  ",
        "\n  rm -f /tmp/MARK\n",
        "rm -f /tmp/MARK # ; && || | > < ` $( ) { } * ? [ ] ! ~ % ^",
        "rm -f /tmp/MARK\r",
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_target_receives_the_bytes_that_were_approved_and_recorded(string pattern)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var command = pattern.Replace("MARK", marker, StringComparison.Ordinal);
        var sent = Encoding.UTF8.GetBytes(command);
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, command);

        var held = await gate.HeldAsync(ssh);
        Assert.Equal(sent, held.Command);
        Assert.False(gate.HasReceived(marker), "the target received a command that nobody had approved");
        (await gate.ApproveAsync(held)).ShouldExit(0);
        var run = await ssh.EndAsync();

        // A lone carriage return at the end is a file name's part to bash; everything else succeeds.
        run.ShouldExit(0);
        var received = Assert.Single(
            gate.Received(), c => Encoding.UTF8.GetString(c).Contains(marker, StringComparison.Ordinal));
        Assert.Equal(sent, received);
        var cast = await gate.SealedRecordingOfAsync(marker);
        Assert.Equal(sent, Assert.Single(cast.Commands));
        Assert.Equal("0", cast.Exit);
        Assert.Equal(held.SessionId, cast.Id);
        (await gate.CliAsync(gate.Facts.Auditor, "verify", cast.File)).ShouldExit(0);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_arrive_as_they_were_approved()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        byte[] sent = [.. Encoding.UTF8.GetBytes($"rm -f '/tmp/{marker}-"), 0xff, 0xfe, 0xc3, (byte)'\''];
        await using var client = PythonClient.Start(
            "paramiko_client.py", gate, gate.Facts.Agent, "exec-base64", Convert.ToBase64String(sent));

        var held = await gate.HeldAsync(client);
        Assert.Equal(sent, held.Command);
        (await gate.ApproveAsync(held)).ShouldExit(0);

        (await client.EndAsync()).ShouldExit(0);
        Assert.Contains(gate.Received(), received => received.AsSpan().SequenceEqual(sent));
        Assert.Equal(sent, Assert.Single((await gate.SealedRecordingOfAsync(marker)).Commands));
    }

    [Fact]
    public async Task A_read_only_command_passes_without_a_person()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = (await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}")).ShouldExit(0);

        Assert.Equal(marker + "\n", run.Output);
        Assert.Equal("", run.Error);
        Assert.True(gate.HasReceived(marker));
        // Without a terminal a recording shows a line feed as CR LF, so that players show lines.
        Assert.Equal(marker + "\r\n", (await gate.SealedRecordingOfAsync(marker)).Output);
    }

    [Fact]
    public async Task A_rejected_command_leaves_nothing_at_the_target_and_exits_77()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);

        (await gate.CliAsync(
            gate.Facts.Approver, "approvals", "reject", held.Id, "--reason", "not on a Friday")).ShouldExit(0);

        (await ssh.EndAsync()).ShouldExit(77).ShouldSay("not on a Friday");
        Assert.False(gate.HasReceived(marker));
        Assert.False(File.Exists($"/tmp/{marker}"));
        Assert.Equal("Rejected", (await HeldRequest.ShowAsync(gate, held.Id)).State);
        Assert.Equal("77", (await gate.SealedRecordingOfAsync(marker)).Exit);
    }

    [Fact]
    public async Task The_agent_cannot_approve_its_own_request()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);

        (await gate.ApproveAsync(held, gate.Facts.Agent)).ShouldExit(77);
        (await gate.ApproveAsync(held, gate.Facts.Agent2)).ShouldExit(77);
        (await gate.ApproveAsync(held, gate.Facts.Auditor)).ShouldExit(77);

        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, held.Id)).State);
        Assert.False(ssh.HasExited);
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task Approving_other_bytes_than_those_held_is_refused()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);
        var digit = held.Digest[^1] == '0' ? '1' : '0';

        var other = await gate.ApproveAsync(held with { Digest = held.Digest[..^1] + digit });

        Assert.NotEqual(0, other.ExitStatus);
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, held.Id)).State);
        Assert.False(gate.HasReceived(marker));
        (await gate.ApproveAsync(held)).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);
        Assert.True(gate.HasReceived(marker));
        File.Delete($"/tmp/{marker}");
    }

    [Fact]
    public async Task An_approval_is_good_for_one_run()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var command = $"rm -f /tmp/{marker}";
        await using var first = gate.Ssh.Start(gate.Facts.Agent, command);
        var held = await gate.HeldAsync(first);
        (await gate.ApproveAsync(held)).ShouldExit(0);
        (await first.EndAsync()).ShouldExit(0);

        await using var second = gate.Ssh.Start(gate.Facts.Agent, command);
        var again = await gate.HeldAsync(second);

        Assert.NotEqual(held.Id, again.Id);
        Assert.NotEqual(0, (await gate.ApproveAsync(held)).ExitStatus);
        Assert.Equal("Pending", (await HeldRequest.ShowAsync(gate, again.Id)).State);
        Assert.Single(gate.Received(), c => Encoding.UTF8.GetString(c) == command);
    }

    [Fact]
    public async Task A_request_that_nobody_decides_expires_with_75()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.ExpiresAtOnce });
        var marker = Marker.New();

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, $"touch /tmp/{marker}");

        run.ShouldExit(75).ShouldSay("nothing was run");
        Assert.False(gate.HasReceived(marker));
        Assert.Equal("75", (await gate.SealedRecordingOfAsync(marker)).Exit);
    }

    [Fact]
    public async Task A_request_that_the_agent_withdraws_is_cancelled_with_75()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var client = PythonClient.Start(
            "asyncssh_client.py", gate, gate.Facts.Agent, "withdraw", $"touch /tmp/{marker}");

        var run = await client.EndAsync();

        run.ShouldExit(75).ShouldSay("withdrawn by the agent");
        Assert.False(gate.HasReceived(marker));
        var id = System.Text.RegularExpressions.Regex.Match(run.Error, @"\(request ([^)\s]+)\)").Groups[1].Value;
        Assert.Equal("Cancelled", (await HeldRequest.ShowAsync(gate, id)).State);
        Assert.NotEqual(0, (await gate.ApproveAsync(await HeldRequest.ShowAsync(gate, id))).ExitStatus);
    }

    [Fact]
    public async Task The_approver_sees_the_reason_and_the_environment_that_the_target_will_get()
    {
        var gate = await shared.UseAsync();
        await using var ssh = gate.Ssh.Start(
            gate.Facts.Agent,
            $"rm -f /tmp/{Marker.New()}",
            ["-o", "SetEnv=BASH_ENV=/tmp/x LC_ALL=C.UTF-8 LD_PRELOAD=/tmp/x.so SSHGATE_REASON=tidying PATH=/tmp"]);

        var held = await gate.HeldAsync(ssh);

        Assert.Equal(new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" }, held.Environment);
        Assert.Equal("tidying", held.Json.GetProperty("intent").GetString());
    }

    [Fact]
    public async Task An_agent_that_asks_for_JSON_gets_a_line_of_it_with_every_message()
    {
        var gate = await shared.UseAsync();
        await using var ssh = gate.Ssh.Start(
            gate.Facts.Agent, $"touch /tmp/{Marker.New()}", ["-o", "SetEnv=SSHGATE_JSON=1"]);
        var held = await gate.HeldAsync(ssh);
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", held.Id, "--reason", "no")).ShouldExit(0);

        var run = (await ssh.EndAsync()).ShouldExit(77);

        var json = run.Error.Split('\n')
            .Where(line => line.StartsWith('{'))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(["held", "denied"], json.Select(line => line.GetProperty("sshgate").GetString()!));
        Assert.All(json, line => Assert.Equal(held.Id, line.GetProperty("request").GetString()));
        Assert.Equal(77, json[^1].GetProperty("exit").GetInt32());
    }
}
