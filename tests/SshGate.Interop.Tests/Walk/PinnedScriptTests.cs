using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Walk;

/// <summary>Scripts on the target are judged by their content, and run as the bytes that were judged (catalogue E3).</summary>
public sealed class PinnedScriptTests(SharedGate shared)
{
    [Fact]
    public async Task A_script_that_only_reads_runs_without_a_person_and_is_itself()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        var script = folder.Write("it's a script.sh", "echo \"$0|$1|$#\"\nset -u\ncat\n");

        var run = await gate.Ssh.RunAsync(
            gate.Facts.Agent, $"bash \"{script}\" 'a b' c", input: Encoding.UTF8.GetBytes("from the agent\n"));

        run.ShouldExit(0);
        Assert.Equal($"{script}|a b|2\nfrom the agent\n", run.Output);
    }

    [Fact]
    public async Task What_was_approved_runs_even_if_the_file_is_changed_meanwhile()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        var (approved, smuggled) = (folder.File("approved"), folder.File("smuggled"));
        var script = folder.WriteScript("deploy.sh", $"#!/bin/bash\ntouch {approved}\n");
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, script);

        var held = await gate.HeldAsync(ssh);
        Assert.Contains($"touch {approved}", Encoding.UTF8.GetString(held.Command), StringComparison.Ordinal);
        folder.WriteScript("deploy.sh", $"#!/bin/bash\ntouch {smuggled}\n");
        (await gate.ApproveAsync(held)).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);

        Assert.True(File.Exists(approved));
        Assert.False(File.Exists(smuggled));
    }

    [Theory]
    [InlineData("none.sh")]
    [InlineData("large.sh")]
    [InlineData("self.sh")]
    [InlineData("binary.sh")]
    public async Task What_cannot_be_pinned_waits_for_a_person_as_it_is(string name)
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        folder.Write("large.sh", new string('#', 70_000));
        folder.Write("self.sh", "ls \"${BASH_SOURCE[0]}\"\n");
        folder.Write("binary.sh", "a\0b");
        var command = $"bash {folder.Path}/{name}";
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, command);

        var held = await gate.HeldAsync(ssh);
        Assert.Equal(command, Encoding.UTF8.GetString(held.Command));
        await ssh.KillAsync();
    }
}
