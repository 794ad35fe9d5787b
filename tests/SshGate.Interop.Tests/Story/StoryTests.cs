using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Story;

/// <summary>
/// What a person sees first: the demo that plays its story, and a stock player that plays the recordings.
/// </summary>
public sealed class StoryTests(SharedGate shared)
{
    [Fact]
    public async Task The_demo_plays_its_story_and_every_step_is_seen()
    {
        var run = (await RunningProgram.RunAsync(Programs.SshGate, ["demo", "--once"])).ShouldExit(0);

        Assert.Contains("Every step was seen", run.Output, StringComparison.Ordinal);
        Assert.True(Regex.Count(run.Output, "(?m)^   seen: ") >= 6, run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_demo_fails_and_names_the_step_when_one_is_not_seen()
    {
        using var folder = new TestFolder();
        var policy = folder.Write("policy.yaml", Policies.DeniesEverything);

        var run = await RunningProgram.RunAsync(Programs.SshGate, ["demo", "--once", "--policy", policy]);

        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: error: step 1 (");
        Assert.DoesNotContain("Every step was seen", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_fails_when_what_should_be_held_passes()
    {
        using var folder = new TestFolder();
        var policy = folder.Write(
            "policy.yaml",
            """
            version: 1
            defaults:
              command: allow
              connection: allow
            """);

        var run = await RunningProgram.RunAsync(Programs.SshGate, ["demo", "--once", "--policy", policy]);

        run.ShouldExit(1);
        Assert.Contains("step 3", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Every step was seen", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asciinema_plays_a_recording()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        (await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker} Grüße; ls /nonexistent-{marker}")).ShouldExit(2);
        var cast = await gate.SealedRecordingOfAsync(marker);

        var played = (await RunningProgram.RunAsync(
            Programs.Asciinema, ["play", "-s", "100", "-i", "0.1", cast.File])).ShouldExit(0);

        Assert.Contains($"{marker} Grüße", played.Output, StringComparison.Ordinal);
        Assert.Contains($"/nonexistent-{marker}", played.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_listed_replayed_and_verified_by_the_auditor()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"rm -f /tmp/{marker};\techo {marker}");
        (await gate.ApproveAsync(await gate.HeldAsync(ssh))).ShouldExit(0);
        (await ssh.EndAsync()).ShouldExit(0);
        var cast = await gate.SealedRecordingOfAsync(marker);

        string[] folder = ["--recordings", gate.Facts.Recordings];
        var replay = await gate.CliAsync(
            gate.Facts.Auditor, ["replay", cast.Id, .. folder, "--no-wait", "--markers"]);
        replay.ShouldExit(0);
        Assert.Contains($"marker: $ rm -f /tmp/{marker};␉echo {marker}", replay.Output, StringComparison.Ordinal);
        Assert.Contains("approved by", replay.Output, StringComparison.Ordinal);
        var verify = (await gate.CliAsync(gate.Facts.Auditor, ["verify", cast.Id, .. folder, "--json"])).ShouldExit(0);
        var ended = await gate.Audit.WaitForAsync("session_ended", cast.Id);
        // The seal in the file is the one that the audit log keeps.
        Assert.Contains(ended.Detail("recording_digest")!, verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_sessions_are_listed_and_can_be_killed()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"echo {marker}; sleep 600");
        await ssh.WaitForTextAsync(marker);
        var session = Assert.Single(gate.RecordingsOf(marker)).Id;

        var list = (await gate.CliAsync(gate.Facts.Auditor, "sessions", "list", "--json")).ShouldExit(0);
        Assert.Contains(session, list.Output, StringComparison.Ordinal);
        (await gate.CliAsync(gate.Facts.Agent, "sessions", "kill", session, "--reason", "mine")).ShouldExit(77);
        (await gate.CliAsync(gate.Facts.Operator, "sessions", "kill", session, "--reason", "enough")).ShouldExit(0);

        // It ran already, so this is no unanswered question (75): the gate cut it.
        (await ssh.EndAsync()).ShouldExit(70).ShouldSay("enough");
        Assert.True((await gate.SealedRecordingOfAsync(marker)).IsSealed);
    }
}
