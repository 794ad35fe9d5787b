using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Targets;

/// <summary>
/// Real servers as targets. OpenSSH is behind every other test; here is Dropbear, added by the operator while the gate
/// runs.
/// </summary>
public sealed class TargetTests
{
    [Fact]
    public async Task A_Dropbear_that_was_scanned_and_accepted_is_a_target_like_any_other()
    {
        await using var gate = await DemoGate.StartAsync();
        await using var dropbear = await DropbearTarget.StartAsync(GateKey(gate), gate.Facts.Account);
        await AddAsync(gate, "small", dropbear.Port);
        var user = $"{gate.Facts.Account}+small";
        using var folder = new TestFolder();
        var content = RandomNumberGenerator.GetBytes(5_000_000);
        await File.WriteAllBytesAsync(folder.File("much"), content, TestContext.Current.CancellationToken);

        var read = await gate.Ssh.RunAsync(gate.Facts.Agent, "ls /etc/hostname /nonexistent", userName: user);
        Assert.Equal("/etc/hostname\n", read.ShouldExit(2).ShouldSay("/nonexistent").Output);
        Assert.Equal("ls /etc/hostname /nonexistent", Encoding.UTF8.GetString(Assert.Single(dropbear.Received())));
        var much = await gate.Ssh.RunAsync(gate.Facts.Agent, $"cat {folder.File("much")}", userName: user);
        Assert.Equal(content, much.ShouldExit(0).OutputBytes);
        var input = await gate.Ssh.RunAsync(gate.Facts.Agent, "sha256sum", userName: user, input: content);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)) + "  -\n", input.ShouldExit(0).Output);

        var marker = Marker.New();
        var sent = $"rm -f \"/tmp/{marker}\" 'ü'  ";
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, sent, userName: user);
        var held = await gate.HeldAsync(ssh);
        Assert.Equal(3, dropbear.Received().Count);
        (await gate.ApproveAsync(held)).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);

        Assert.Equal(sent, Encoding.UTF8.GetString(dropbear.Received()[^1]));
        Assert.Empty(gate.Received());
        Assert.Equal(
            sent, Encoding.UTF8.GetString(Assert.Single((await gate.SealedRecordingOfAsync(marker)).Commands)));
    }

    [Fact]
    public async Task A_host_key_that_was_not_accepted_adds_no_target()
    {
        await using var gate = await DemoGate.StartAsync();
        await using var dropbear = await DropbearTarget.StartAsync(GateKey(gate), gate.Facts.Account);

        var added = await gate.OperateAsync(
            AddArguments(gate, "small", dropbear.Port, "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));

        Assert.NotEqual(0, added.ExitStatus);
        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id", userName: $"{gate.Facts.Account}+small")).ShouldExit(77);
        Assert.Empty(dropbear.Received());
    }

    /// <summary>
    /// With Dropbear: OpenSSH's server passes no signals to forced commands, nor to anything of root's.
    /// </summary>
    [Fact]
    public async Task A_signal_reaches_the_running_command_and_is_how_it_ended()
    {
        await using var gate = await DemoGate.StartAsync();
        await using var dropbear = await DropbearTarget.StartAsync(GateKey(gate), gate.Facts.Account);
        await AddAsync(gate, "small", dropbear.Port);
        using var folder = new TestFolder();
        var log = folder.Write("log", "started\n");
        await using var client = RunningProgram.Start(
            Programs.Python,
            [
                "-W", "ignore", Programs.Script("asyncssh_client.py"),
                $"{gate.Facts.Port}", $"{gate.Facts.Account}+small", gate.Facts.Agent,
                "signal", $"tail -f {log}", "TERM",
            ]);

        var run = (await client.EndAsync()).ShouldExit(0);

        Assert.Contains("started\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("signal TERM", run.Output, StringComparison.Ordinal);
        Assert.Equal("TERM", (await gate.SealedRecordingOfAsync(log)).Exit);
    }

    /// <summary>The gate's public key, from where its operator would put it.</summary>
    private static string GateKey(DemoGate gate) =>
        File.ReadAllText(Path.Combine(gate.Directory, "target", "authorized_keys")).Trim();

    private static async Task AddAsync(DemoGate gate, string name, int port)
    {
        var scanned = await RunningProgram.RunAsync(Programs.SshGate, ["targets", "scan", Address(port), "--json"]);
        using var json = JsonDocument.Parse(scanned.ShouldExit(0).Output);
        var fingerprint = json.RootElement.GetProperty("host_keys")[0].GetProperty("fingerprint").GetString()!;
        (await gate.OperateAsync(AddArguments(gate, name, port, fingerprint))).ShouldExit(0);
    }

    private static string[] AddArguments(DemoGate gate, string name, int port, string fingerprint) =>
    [
        "targets", "add", name, "--host", Address(port), "--account", gate.Facts.Account,
        "--key", "demo-target", "--scan", "--accept", fingerprint,
    ];

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}
