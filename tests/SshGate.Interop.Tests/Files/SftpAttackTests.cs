using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Files;

/// <summary>Bypass catalogue D3 and D5: a write that becomes code, by every road that SFTP has.</summary>
public sealed class SftpAttackTests(FilesGate shared)
{
    [Theory]
    [InlineData("put evil .ssh/authorized_keys")]
    [InlineData("put evil HOME/.ssh/authorized_keys")]
    [InlineData("put evil HOME//.ssh/./authorized_keys")]
    [InlineData("put evil DIR/../.bashrc")]
    [InlineData("put evil .SSH/authorized_keys")]
    [InlineData("put evil DIR/to-ssh/authorized_keys")]
    [InlineData("put evil DIR/to-rc")]
    [InlineData("reput evil .bashrc")]
    [InlineData("put -a evil .bashrc")]
    [InlineData("rename DIR/evil .ssh/authorized_keys")]
    [InlineData("rename DIR/evil DIR/to-ssh/authorized_keys")]
    [InlineData("rename -l DIR/evil .bashrc")]
    [InlineData("rename .ssh DIR/moved")]
    [InlineData("rename DIR/tree .ssh")]
    [InlineData("ln DIR/evil .ssh/authorized_keys")]
    [InlineData("ln .bashrc DIR/second-name")]
    [InlineData("ln DIR/to-rc DIR/second-name")]
    [InlineData("ln -s HOME/.ssh DIR/another")]
    [InlineData("ln -s ../.ssh DIR/another")]
    [InlineData("ln -s HOME/DIRNAME/to-ssh DIR/another")]
    [InlineData("chmod 777 .bashrc")]
    [InlineData("chmod 777 DIR/to-rc")]
    [InlineData("chmod 4755 DIR/evil")]
    [InlineData("chown 0 DIR/evil")]
    [InlineData("rm .ssh/authorized_keys")]
    [InlineData("mkdir .config/systemd")]
    [InlineData("get .ssh/id_rsa LOCAL/stolen")]
    [InlineData("get DIR/to-ssh/id_rsa LOCAL/stolen")]
    public async Task Changes_nothing(string attack)
    {
        await using var gate = await DemoGateOfItsOwn();
        var home = gate.Home();
        using var local = new TestFolder();
        local.Write("evil", "evil, and longer than what it replaces\n");
        Prepare(home);
        var before = Picture(home);

        var batch = attack
            .Replace("put -a evil", $"put -a {local.File("evil")}", StringComparison.Ordinal)
            .Replace("put evil", $"put {local.File("evil")}", StringComparison.Ordinal)
            .Replace("DIRNAME", "dir", StringComparison.Ordinal)
            .Replace("HOME", home, StringComparison.Ordinal)
            .Replace("LOCAL", local.Path, StringComparison.Ordinal)
            .Replace("DIR", "dir", StringComparison.Ordinal);
        var run = await gate.SftpAsync(batch + "\n");

        run.ShouldSay("sshgate: denied by policy");
        Assert.NotEqual(0, run.ExitStatus);
        Assert.Equal(before, Picture(home));
        Assert.False(File.Exists(local.File("stolen")), "a secret was disclosed");
    }

    [Fact]
    public async Task Hand_made_requests_change_nothing()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        var rc = Path.Combine(folder, ".bashrc");
        await File.WriteAllTextAsync(rc, "alias ll='ls -l'\n", TestContext.Current.CancellationToken);
        var before = Picture(folder);

        var run = (await PythonClient.RunAsync("sftp_client.py", gate, gate.Facts.Agent, ["attacks", folder, rc])).ShouldExit(0);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(15, lines.Length);
        Assert.All(
            lines.Where(line => !line.StartsWith("still alive", StringComparison.Ordinal)),
            line => Assert.Contains(": refused", line, StringComparison.Ordinal));
        Assert.Contains("still alive: done", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Picture(folder));
    }

    [Fact]
    public async Task A_second_subsystem_on_a_channel_is_refused()
    {
        var gate = await shared.UseAsync();
        var run = await PythonClient.RunAsync("sftp_client.py", gate, gate.Facts.Agent, ["subsystem-twice"]);
        Assert.Contains("second subsystem: refused", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_denies_everything_denies_the_first_look_and_dials_nothing()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.DeniesEverything });
        var run = await gate.SftpAsync("ls\n");
        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: denied by policy");
        Assert.Empty(gate.Received());
    }

    private static Task<DemoGate> DemoGateOfItsOwn() => DemoGate.StartAsync(new GateSettings { Policy = FilesGate.Policy });

    private static void Prepare(string home)
    {
        Directory.CreateDirectory(Path.Combine(home, ".ssh"));
        Directory.CreateDirectory(Path.Combine(home, "dir", "tree"));
        File.WriteAllText(Path.Combine(home, ".ssh", "authorized_keys"), "good\n");
        File.WriteAllText(Path.Combine(home, ".ssh", "id_rsa"), "secret\n");
        File.WriteAllText(Path.Combine(home, ".bashrc"), "good\n");
        File.WriteAllText(Path.Combine(home, "dir", "evil"), "evil\n");
        File.CreateSymbolicLink(Path.Combine(home, "dir", "to-ssh"), Path.Combine(home, ".ssh"));
        File.CreateSymbolicLink(Path.Combine(home, "dir", "to-rc"), "../.bashrc");
    }

    /// <summary>Every name with its mode and content.</summary>
    private static string Picture(string home) => string.Join('\n', Directory
        .EnumerateFileSystemEntries(home, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetUnixFileMode(path)} {new FileInfo(path).LinkTarget}"
            + (Directory.Exists(path) ? "" : File.ReadAllText(path))));
}
