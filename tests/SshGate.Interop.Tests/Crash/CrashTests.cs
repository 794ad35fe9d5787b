using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Crash;

/// <summary>
/// The gate dies without a word while commands are held and run; the next one says truly what became of them.
/// </summary>
public sealed class CrashTests
{
    private const int OpenExitCode = 2;

    [Fact]
    public async Task After_kill_9_a_held_request_is_cancelled_and_its_recording_is_open()
    {
        using var folder = new TestFolder();
        var (marker, running) = (Marker.New("held"), Marker.New("running"));
        HeldRequest held;
        string[] open;
        await using (var gate = await DemoGate.StartAsync(new GateSettings { Directory = folder.Path }))
        {
            await using var reading = gate.Ssh.Start(gate.Facts.Agent, $"echo {running}; sleep 600");
            await reading.WaitForTextAsync(running);
            await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
            held = await gate.HeldAsync(ssh);
            open = [.. gate.RecordingsOf(marker).Concat(gate.RecordingsOf(running)).Select(cast => cast.File)];
            Assert.Equal(2, open.Length);

            await gate.KillAsync();

            Assert.NotEqual(0, (await ssh.EndAsync()).ExitStatus);
        }

        await using var next = await DemoGate.StartAsync(new GateSettings { Directory = folder.Path });
        var after = await HeldRequest.ShowAsync(next, held.Id);
        Assert.Equal("Cancelled", after.State);
        Assert.Contains("restarted", after.Json.GetProperty("transitions").ToString(), StringComparison.Ordinal);
        (await next.ApproveAsync(held)).ShouldExit(1);
        Assert.Equal("Cancelled", (await HeldRequest.ShowAsync(next, held.Id)).State);
        Assert.False(File.Exists($"/tmp/{marker}"));
        Assert.False(next.HasReceived(marker));

        foreach (var recording in open)
        {
            var verified = (await next.CliAsync(next.Facts.Auditor, "verify", recording)).ShouldExit(OpenExitCode);
            Assert.Contains("OPEN", verified.Output, StringComparison.Ordinal);
        }

        Assert.Contains(running, Cast.Read(open[1]).Output, StringComparison.Ordinal);
        await next.Audit.WaitForAsync("approval_cancelled", held.Id);
        await next.Audit.VerifyAsync();
        // And it is a whole gate: the dead one left nothing that stands in its way.
        (await next.Ssh.RunAsync(next.Facts.Agent, "id")).ShouldExit(0);
    }

    [Fact]
    public async Task A_stop_in_good_order_tells_the_agents_and_seals_what_it_recorded()
    {
        using var folder = new TestFolder();
        var (marker, running) = (Marker.New("held"), Marker.New("running"));
        await using var gate = await DemoGate.StartAsync(new GateSettings { Directory = folder.Path });
        await using var reading = gate.Ssh.Start(gate.Facts.Agent, $"echo {running}; sleep 600");
        await reading.WaitForTextAsync(running);
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        await gate.HeldAsync(ssh);

        (await gate.StopAsync()).ShouldExit(0);

        Assert.NotEqual(0, (await ssh.EndAsync()).ExitStatus);
        Assert.NotEqual(0, (await reading.EndAsync()).ExitStatus);
        Assert.False(gate.HasReceived(marker));
        (await RunningProgram.RunAsync(
            Programs.SshGate, ["verify", "--all", "--recordings", gate.Facts.Recordings])).ShouldExit(0);
        Assert.Single(await gate.Audit.EventsAsync("gate_stopped"));
        await gate.Audit.VerifyAsync();
    }
}
