using System.Security.Cryptography;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Files;

/// <summary>OpenSSH's sftp and the SFTP libraries through the gate.</summary>
public sealed class SftpTests(FilesGate shared)
{
    [Fact]
    public async Task A_batch_of_everything_does_what_it_does_without_a_gate()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        local.Write("a.txt", "one\n");
        Directory.CreateDirectory(local.File("tree/inner"));
        local.Write("tree/x", "x");
        local.Write("tree/inner/y", "y");

        (await gate.SftpAsync(
            $"""
            lcd {local.Path}
            cd {folder}
            put a.txt
            put a.txt b.txt
            rename b.txt c.txt
            chmod 600 c.txt
            mkdir sub
            ln -s c.txt link
            ln c.txt hard
            get c.txt got.txt
            df
            ls -la
            put -r tree
            get -r tree back
            rm hard
            rm link
            rmdir sub
            cd tree
            pwd
            """)).ShouldExit(0);

        Assert.Equal("one\n", await File.ReadAllTextAsync(Path.Combine(folder, "c.txt"), TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "c.txt")));
        Assert.Equal(["a.txt", "c.txt", "tree"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());
        Assert.Equal("one\n", await File.ReadAllTextAsync(local.File("got.txt"), TestContext.Current.CancellationToken));
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(local.File("back")));
        Assert.Equal(FileClients.Tree(local.File("tree")), FileClients.Tree(Path.Combine(folder, "tree")));
        await gate.Audit.VerifyAsync();
    }

    [Fact]
    public async Task Content_is_whole_and_its_digest_is_in_the_audit_log_and_the_recording()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        var data = RandomNumberGenerator.GetBytes(20 * 1024 * 1024 + 17);
        await File.WriteAllBytesAsync(local.File("big"), data, TestContext.Current.CancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(data));

        (await gate.SftpAsync($"put {local.File("big")} {folder}/up\nget {folder}/up {local.File("down")}\n")).ShouldExit(0);

        Assert.Equal(data, await File.ReadAllBytesAsync(Path.Combine(folder, "up"), TestContext.Current.CancellationToken));
        Assert.Equal(data, await File.ReadAllBytesAsync(local.File("down"), TestContext.Current.CancellationToken));
        var up = await gate.Audit.WaitForAsync("file_closed", "sha256_up");
        var closed = (await gate.Audit.EventsAsync("file_closed")).Where(e => e.Detail("path") == Path.Combine(folder, "up")).ToList();
        Assert.Equal(2, closed.Count);
        Assert.Equal((hash, "True", data.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), (closed[0].Detail("sha256_up"), closed[0].Detail("whole_up"), closed[0].Detail("bytes_up")));
        Assert.Equal((hash, "True"), (closed[1].Detail("sha256_down"), closed[1].Detail("whole_down")));
        Assert.NotNull(up);
    }

    [Fact]
    public async Task Interrupted_transfers_are_resumed()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();
        using var local = new TestFolder();
        local.Write("all", "0123456789");
        local.Write("part", "01234");
        await File.WriteAllTextAsync(Path.Combine(folder, "part"), "01234", TestContext.Current.CancellationToken);

        (await gate.SftpAsync($"reput {local.File("all")} {folder}/part\nreget {folder}/part {local.File("part")}\n")).ShouldExit(0);

        Assert.Equal("0123456789", await File.ReadAllTextAsync(Path.Combine(folder, "part"), TestContext.Current.CancellationToken));
        Assert.Equal("0123456789", await File.ReadAllTextAsync(local.File("part"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_held_operation_waits_for_a_person_and_the_session_goes_on()
    {
        var gate = await shared.UseAsync();
        var held = Directory.CreateDirectory(Path.Combine(gate.Home(), "held", Marker.New("dir"))).FullName;
        using var local = new TestFolder();
        var file = local.Write("a.txt", "held");

        await using var sftp = gate.StartSftp($"put {file} {held}/a.txt\nls {held}\n");
        var request = await gate.HeldAsync(sftp);
        Assert.Equal(
            $"sftp write --create --truncate --mode=0600 {held}/a.txt", System.Text.Encoding.UTF8.GetString(request.Command));
        Assert.Empty(Directory.EnumerateFileSystemEntries(held));
        (await gate.ApproveAsync(request)).ShouldExit(0);

        var run = (await sftp.EndAsync()).ShouldExit(0);
        Assert.Contains("a.txt", run.Output, StringComparison.Ordinal);
        Assert.Equal("held", await File.ReadAllTextAsync(Path.Combine(held, "a.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_path_that_leads_elsewhere_by_the_time_of_the_approval_is_not_written()
    {
        var gate = await shared.UseAsync();
        var held = Directory.CreateDirectory(Path.Combine(gate.Home(), "held", Marker.New("dir"))).FullName;
        using var elsewhere = new TestFolder();
        using var local = new TestFolder();
        var file = local.Write("a.txt", "held");

        await using var sftp = gate.StartSftp($"-put {file} {held}/a.txt\npwd\n");
        var request = await gate.HeldAsync(sftp);
        Directory.Delete(held);
        Directory.CreateSymbolicLink(held, elsewhere.Path);
        (await gate.ApproveAsync(request)).ShouldExit(0);

        var run = (await sftp.EndAsync()).ShouldExit(0);
        Assert.Contains("changed while it was held", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Path));
        await HeldRequest.WaitForStateAsync(gate, request.Id, "failed");
    }

    [Fact]
    public async Task A_rejected_operation_does_nothing_and_the_session_goes_on()
    {
        var gate = await shared.UseAsync();
        var held = Directory.CreateDirectory(Path.Combine(gate.Home(), "held", Marker.New("dir"))).FullName;
        using var local = new TestFolder();
        var file = local.Write("a.txt", "held");

        await using var sftp = gate.StartSftp($"-put {file} {held}/a.txt\nls {gate.Home()}\n");
        var request = await gate.HeldAsync(sftp);
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", request.Id, "--reason", "not today")).ShouldExit(0);

        var run = (await sftp.EndAsync()).ShouldExit(0);
        run.ShouldSay("Permission denied").ShouldSay("not today");
        Assert.Empty(Directory.EnumerateFileSystemEntries(held));
    }

    [Fact]
    public async Task A_dry_run_explains_the_first_look_and_reaches_nothing()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = FilesGate.Policy });

        var run = await gate.SftpAsync("ls\n", "-o", "SetEnv=SSHGATE_EXPLAIN=1");

        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("decision  allow");
        Assert.Empty(gate.Received());
    }

    [Fact]
    public async Task Paramiko_reads_and_writes_as_it_likes()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();

        var run = (await PythonClient.RunAsync("sftp_client.py", gate, gate.Facts.Agent, ["roundtrip", folder, "3000000"])).ShouldExit(0);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("same ", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.Contains(": done", line, StringComparison.Ordinal));
        Assert.Equal("stat: done 3000003", lines[1]);
        Assert.Equal(10, new FileInfo(Path.Combine(folder, "b.bin")).Length);
        var closed = (await gate.Audit.EventsAsync("file_closed")).Where(e => e.Detail("path") == folder + "/a.bin").ToList();
        Assert.Contains(closed, e => e.Detail("in_order_up") == "False" && e.Detail("sha256_up") is null);
    }

    [Fact]
    public async Task Asyncssh_reads_and_writes_and_hears_a_denial()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();

        var run = (await PythonClient.RunAsync("asyncssh_files.py", gate, gate.Facts.Agent, [folder])).ShouldExit(0);

        Assert.StartsWith("same\n['a.bin', 'x']\nrefused: sshgate: denied by policy", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_cut_ends_on_the_target_and_is_on_record()
    {
        var gate = await shared.UseAsync();
        var folder = gate.NewFolder();

        await using (var stalled = PythonClient.Start("sftp_client.py", gate, gate.Facts.Agent, "stall", folder + "/cut"))
        {
            await stalled.WaitForTextAsync("written");
            await stalled.KillAsync();
        }

        var closed = await gate.Audit.WaitForAsync("file_closed", folder + "/cut");
        Assert.Equal("True", closed.Detail("cut"));
        Assert.Equal("1000", closed.Detail("bytes_up"));
    }
}
