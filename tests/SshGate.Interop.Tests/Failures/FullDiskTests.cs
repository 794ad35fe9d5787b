using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Failures;

/// <summary>
/// No room for recordings: what cannot be recorded does not happen. The recordings have a small file system of their
/// own, which needs the right to mount one (root).
/// </summary>
public sealed class FullDiskTests
{
    /// <summary>Above the gate's low-water mark of 256 MiB, so that sessions start at first.</summary>
    private const long Space = 300L * 1024 * 1024;

    /// <summary>Below it running sessions end: <c>Recording.StopBelowFreeBytes</c>.</summary>
    private const long LowWaterMark = 32L * 1024 * 1024;

    [Fact]
    public async Task A_full_disk_ends_the_running_session_lets_nothing_start_and_spoils_no_approval()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { RecordingSpace = Space });
        using var folder = new TestFolder();
        var (before, after, heldMarker) = (Marker.New("before"), Marker.New("after"), Marker.New("held"));
        await File.WriteAllTextAsync(folder.File("log"), before + "\n", TestContext.Current.CancellationToken);
        await using var running = gate.Ssh.Start(gate.Facts.Agent, $"tail -f {folder.File("log")}");
        await running.WaitForTextAsync(before);
        await using var holding = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{heldMarker}");
        var held = await gate.HeldAsync(holding);

        // Seen through the gate's own mount namespace.
        var recordings = $"/proc/{gate.ProcessId}/root{gate.Facts.Recordings}";
        var filler = Path.Combine(recordings, "filler");
        Fill(filler);

        // More than the room that the recording still has in its last page.
        await File.AppendAllTextAsync(
            folder.File("log"), new string('.', 64 * 1024) + after + "\n", TestContext.Current.CancellationToken);
        var ended = await running.EndAsync();
        var marker = Marker.New();
        var started = await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}");
        await gate.ApproveAsync(held);
        var approved = await holding.EndAsync();

        ended.ShouldExit(70);
        Assert.Contains(before, ended.Output, StringComparison.Ordinal);
        // What could not be recorded was not relayed.
        Assert.DoesNotContain(after, ended.Output, StringComparison.Ordinal);
        var recorded = Directory.EnumerateFiles(recordings, "*.cast")
            .Select(Cast.Read)
            .Single(cast => cast.Output.Contains(before, StringComparison.Ordinal));
        Assert.StartsWith(ended.Output.ReplaceLineEndings("\r\n"), recorded.Output, StringComparison.Ordinal);
        started.ShouldExit(70).ShouldSay("sshgate: ").ShouldSay("record");
        Assert.False(gate.HasReceived(marker));
        approved.ShouldExit(70);
        Assert.False(gate.HasReceived(heldMarker));
        Assert.False(File.Exists($"/tmp/{heldMarker}"));

        // With room again the gate works again, without a restart.
        File.Delete(filler);
        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);
        await gate.Audit.VerifyAsync();
    }

    [Fact]
    public async Task Below_the_low_water_mark_an_approved_command_is_not_released()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { RecordingSpace = Space });
        var marker = Marker.New();
        await using var holding = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(holding);
        var recordings = $"/proc/{gate.ProcessId}/root{gate.Facts.Recordings}";
        // Linked up to its end: nothing is left to write that would make the gate look at the disk by itself.
        await Wait.UntilAsync(
            () => Cast.Read(Directory.EnumerateFiles(recordings, "*.cast").Single()).Events is [.., ("h", _)],
            () => "the held session's recording to be quiet");

        // Half of what must be left: little enough to stop, and enough for the words about it.
        using (var filler = File.Create(Path.Combine(recordings, "filler")))
        {
            var block = new byte[1024 * 1024];
            for (var written = 0L; written < Space - LowWaterMark / 2; written += block.Length)
            {
                filler.Write(block);
            }
        }

        await gate.ApproveAsync(held);

        (await holding.EndAsync()).ShouldExit(70);
        Assert.False(gate.HasReceived(marker));
        Assert.False(File.Exists($"/tmp/{marker}"));
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew);
        // To the last byte: a recording that still had a little room would be right to use it.
        for (var size = 1024 * 1024; size > 0; size /= 16)
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    RandomAccess.Write(stream.SafeFileHandle, block, RandomAccess.GetLength(stream.SafeFileHandle));
                }
            }
            catch (IOException)
            {
                // Full, for blocks of this size.
            }
        }
    }
}
