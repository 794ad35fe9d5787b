using System.Security.Cryptography;
using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Files;

/// <summary>scp by both protocols, rsync, git, lftp, curl and sshfs.</summary>
public sealed class TransferTests(FilesGate shared)
{
    [Theory]
    [InlineData("-s")]
    [InlineData("-O")]
    public async Task Scp_carries_trees_both_ways_and_leaves_out_what_is_denied(string protocol)
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        Directory.CreateDirectory(local.File("tree/inner"));
        local.Write("tree/x", new string('x', 100_000));
        local.Write("tree/inner/y y", "y");
        local.Write("tree/inner/empty", "");

        (await gate.ScpAsync(protocol, "-r", "-p", local.File("tree"), $"GATE:{folder}")).ShouldExit(0);
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(Path.Combine(folder, "tree")));
        Assert.Equal(File.GetLastWriteTimeUtc(local.File("tree/x")), File.GetLastWriteTimeUtc(Path.Combine(folder, "tree", "x")), TimeSpan.FromSeconds(1));
        (await gate.ScpAsync(protocol, "-r", $"GATE:{folder}/tree", local.File("back"))).ShouldExit(0);
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(local.File("back")));

        local.Write("tree/.bashrc", "evil");
        local.Write("tree/z", "z");
        var run = await gate.ScpAsync(protocol, "-r", local.File("tree"), $"GATE:{folder}/second");
        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: denied by policy");
        Assert.False(File.Exists(Path.Combine(folder, "second", ".bashrc")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("longer than what comes")]
    public async Task Scp_of_a_file_asks_a_person_once_though_it_sets_the_size_at_the_end(string before)
    {
        var gate = await shared.UseAsync();
        var held = Directory.CreateDirectory(Path.Combine(gate.Home(), "held", Marker.New("dir"))).FullName;
        using var local = new TestFolder();
        if (before.Length > 0)
        {
            await File.WriteAllTextAsync(Path.Combine(held, "a.txt"), before, TestContext.Current.CancellationToken);
        }

        await using var scp = gate.StartScp("-s", local.Write("a.txt", "new"), $"GATE:{held}/a.txt");
        (await gate.ApproveAsync(await gate.HeldAsync(scp))).ShouldExit(0);

        var run = (await scp.EndAsync()).ShouldExit(0);
        Assert.Equal(1, run.Error.Split("held for approval").Length - 1);
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(held, "a.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_old_scp_goes_on_after_a_denied_file()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();

        var run = await gate.ScpAsync("-O", local.Write(".bashrc", "evil"), local.Write("z", "z"), $"GATE:{folder}");

        Assert.Equal(1, run.ExitStatus);
        Assert.Equal(["z"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Assert.Equal(0, (await gate.ScpAsync("-O", local.File("z"), $"GATE:{folder}/named")).ExitStatus);
        Assert.Equal("z", await File.ReadAllTextAsync(Path.Combine(folder, "named"), TestContext.Current.CancellationToken));
        (await gate.ScpAsync("-O", local.File("z"), $"GATE:{folder}/missing/named")).ShouldExit(1);
    }

    [Fact]
    public async Task Rsync_carries_trees_both_ways()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        Directory.CreateDirectory(local.File("tree/inner"));
        local.Write("tree/x", new string('x', 100_000));
        local.Write("tree/inner/y", "y");
        var remote = $"{gate.Facts.Host}:{folder}/tree/";

        (await RsyncAsync(gate, "-a", "--delete", local.File("tree/"), remote)).ShouldExit(0);
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(Path.Combine(folder, "tree")));
        (await RsyncAsync(gate, "-a", remote, local.File("back"))).ShouldExit(0);
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(local.File("back")));
    }

    [Fact]
    public async Task Git_clones_and_pushes()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        await GitAsync(gate, "init", "--bare", "-b", "main", $"{folder}/app.git");
        await GitAsync(gate, "clone", $"ssh://{gate.Facts.Host}{folder}/app.git", local.File("app"));
        await File.WriteAllTextAsync(local.File("app/a"), "a", TestContext.Current.CancellationToken);
        await GitAsync(gate, "-C", local.File("app"), "add", "a");
        await GitAsync(gate, "-C", local.File("app"), "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-m", "a");
        await GitAsync(gate, "-C", local.File("app"), "push", "origin", "HEAD:main");
        await GitAsync(gate, "clone", $"ssh://{gate.Facts.Host}{folder}/app.git", local.File("again"));
        Assert.Equal("a", await File.ReadAllTextAsync(local.File("again/a"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lftp_mirrors_both_ways()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        Directory.CreateDirectory(local.File("tree/inner"));
        local.Write("tree/x", "x");
        local.Write("tree/inner/y", "y");

        (await RunningProgram.RunAsync(
            Programs.Lftp,
            [
                "-c",
                $"set sftp:connect-program \"{gate.SshCommand()} -a -x\"; set net:max-retries 1; open sftp://{gate.Facts.Host}; "
                + $"mirror -R {local.File("tree")} {folder}/tree; mirror {folder}/tree {local.File("back")}",
            ],
            gate.Ssh.AskpassEnvironment(gate.Facts.Agent))).ShouldExit(0);

        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(Path.Combine(folder, "tree")));
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(local.File("back")));
    }

    [Fact]
    public async Task Curl_puts_and_gets_a_file()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        var data = RandomNumberGenerator.GetBytes(3 * 1024 * 1024 + 17);
        await File.WriteAllBytesAsync(local.File("up"), data, TestContext.Current.CancellationToken);

        (await CurlAsync(gate, folder, $"upload-file = \"{local.File("up")}\"")).ShouldExit(0);
        (await CurlAsync(gate, folder, $"output = \"{local.File("down")}\"")).ShouldExit(0);

        Assert.Equal(data, await File.ReadAllBytesAsync(Path.Combine(folder, "file"), TestContext.Current.CancellationToken));
        Assert.Equal(data, await File.ReadAllBytesAsync(local.File("down"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Sshfs_shows_the_files()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse") && Environment.UserName == "root", "needs /dev/fuse and root");
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        await File.WriteAllTextAsync(Path.Combine(folder, "inner", "y"), "y", TestContext.Current.CancellationToken);
        using var local = new TestFolder();
        Directory.CreateDirectory(local.File("mnt"));
        await using var sshfs = RunningProgram.Start(
            Programs.Sshfs,
            ["-f", "-o", "ro", "-o", $"ssh_command={gate.SshCommand()}", $"{gate.Facts.Host}:{folder}", local.File("mnt")],
            gate.Ssh.AskpassEnvironment(gate.Facts.Agent));
        try
        {
            await Wait.UntilAsync(() => sshfs.HasExited || File.Exists(local.File("mnt/inner/y")), () => "the mounted files");
            Assert.Equal("y", await File.ReadAllTextAsync(local.File("mnt/inner/y"), TestContext.Current.CancellationToken));
        }
        finally
        {
            await RunningProgram.RunAsync(Programs.Fusermount, ["-u", local.File("mnt")]);
        }
    }

    // The token is for its standard input: everyone sees a command line.
    private static async Task<ProgramResult> CurlAsync(DemoGate gate, string folder, string action)
    {
        var token = await File.ReadAllTextAsync(gate.Facts.Agent, TestContext.Current.CancellationToken);
        return await RunningProgram.RunAsync(
            Programs.Curl,
            ["--disable", "--silent", "--show-error", "--insecure", "--config", "-"],
            input: Encoding.UTF8.GetBytes(
                $"""
                url = "sftp://{gate.Facts.Host}:{gate.Facts.Port}{folder}/file"
                user = "{gate.Ssh.UserName}:{token.Trim()}"
                {action}
                """));
    }

    private static Task<ProgramResult> RsyncAsync(DemoGate gate, params IEnumerable<string> arguments) => RunningProgram.RunAsync(
        Programs.Rsync, ["-e", gate.SshCommand(), .. arguments], gate.Ssh.AskpassEnvironment(gate.Facts.Agent));

    private static async Task GitAsync(DemoGate gate, params IEnumerable<string> arguments) => (await RunningProgram.RunAsync(
        Programs.Git,
        arguments,
        new Dictionary<string, string>(gate.Ssh.AskpassEnvironment(gate.Facts.Agent))
        {
            ["GIT_SSH_COMMAND"] = gate.SshCommand(),
            ["GIT_SSH_VARIANT"] = "simple",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        })).ShouldExit(0);
}
