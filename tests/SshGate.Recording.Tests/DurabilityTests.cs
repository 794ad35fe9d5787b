namespace SshGate.Recording.Tests;

public sealed class DurabilityTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Header_and_first_link_are_on_the_disk_before_the_session_starts()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file);

        Assert.Equal(1, file.Syncs);
        Assert.Equal(2, file.Content.Count(b => b == '\n'));
    }

    [Fact]
    public async Task Output_is_with_the_operating_system_at_once_and_on_the_disk_within_the_interval()
    {
        var file = new FaultyFile();
        var time = new ManualTime();
        await using var writer = await StartAsync(file, time);

        await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None);
        Assert.Equal((2, 1), (file.Appends, file.Syncs));

        await time.TimerMadeAsync();
        time.Advance(new RecordingOptions().SyncInterval);
        await UntilAsync(() => file.Syncs == 2, "the keeper to sync");
        Assert.Contains("\"h\"", System.Text.Encoding.UTF8.GetString(file.Content).Split('\n')[^2], StringComparison.Ordinal);

        await writer.WriteOutputAsync(new byte[] { 66 }, OutputSource.Output, None);
        await time.TimerMadeAsync();
    }

    [Fact]
    public async Task Markers_events_and_the_seal_are_on_the_disk()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file);

        await writer.WriteMarkerAsync("m", None);
        Assert.Equal(2, file.Syncs);
        await writer.WriteEventAsync(EventCodes.Decision, "{}", None);
        Assert.Equal(3, file.Syncs);
        await writer.WriteMarkedEventAsync(EventCodes.Command, "{}", "m", isDurable: false, None);
        Assert.Equal(3, file.Syncs);
        await writer.WriteMarkedEventAsync(EventCodes.Decision, "{}", "m", isDurable: true, None);
        Assert.Equal(4, file.Syncs);
        await writer.SealAsync("end", "0", None);
        Assert.Equal(5, file.Syncs);
    }

    [Fact]
    public async Task Every_write_is_on_the_disk_when_asked()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file, options: new() { Durability = RecordingDurability.Disk });

        await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None);

        Assert.Equal(2, file.Syncs);
    }

    [Fact]
    public async Task Writes_that_come_together_share_one_flush()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file, options: new() { Durability = RecordingDurability.Disk });
        file.Hold();
        var first = Task.Run(() => writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None).AsTask(), None);
        await UntilAsync(() => file.Entered == 2, "the first write to be on its way");

        var others = Enumerable.Range(0, 50)
            .Select(_ => writer.WriteOutputAsync(new byte[] { 66 }, OutputSource.Error, None).AsTask()).ToList();
        Assert.DoesNotContain(others, task => task.IsCompleted);
        file.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(Deadline, None);

        Assert.Equal(3, file.Syncs);
        Assert.Equal(3, file.Appends);
    }

    [Fact]
    public async Task A_full_disk_ends_the_recording_for_good()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file);
        file.Capacity = file.Content.Length + 10;

        var first = await Assert.ThrowsAsync<RecordingException>(
            async () => await writer.WriteOutputAsync(new byte[100], OutputSource.Output, None));
        Assert.Equal(RecordingFailure.Storage, first.Failure);
        Assert.True(writer.FailureToken.IsCancellationRequested);
        file.Capacity = long.MaxValue;
        var length = file.Content.Length;

        await Assert.ThrowsAsync<RecordingException>(async () => await writer.WriteMarkerAsync("m", None));
        await Assert.ThrowsAsync<RecordingException>(async () => await writer.SealAsync("end", None));
        Assert.Equal(length, file.Content.Length);
        Assert.NotNull(writer.Failure);
    }

    [Fact]
    public async Task All_writes_that_wait_for_a_failed_flush_fail()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file, options: new() { Durability = RecordingDurability.Disk });
        file.Hold();
        file.SyncFails = true;
        var first = Task.Run(() => writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None).AsTask(), None);
        await UntilAsync(() => file.Entered == 2, "the first write to be on its way");
        var others = Enumerable.Range(0, 5)
            .Select(_ => writer.WriteOutputAsync(new byte[] { 66 }, OutputSource.Output, None).AsTask()).ToList();
        file.Release();

        foreach (var write in others.Prepend(first))
        {
            await Assert.ThrowsAsync<RecordingException>(() => write.WaitAsync(Deadline, None));
        }
    }

    [Fact]
    public async Task A_failure_between_writes_is_told()
    {
        var file = new FaultyFile();
        var time = new ManualTime();
        await using var writer = await StartAsync(file, time);
        await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None);
        file.SyncFails = true;
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = writer.FailureToken.Register(told.SetResult);

        await time.TimerMadeAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        await told.Task.WaitAsync(Deadline, None);
        await Assert.ThrowsAsync<RecordingException>(
            async () => await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None));
    }

    [Fact]
    public async Task A_running_recording_ends_before_the_disk_is_full()
    {
        var file = new FaultyFile();
        var time = new ManualTime();
        await using var writer = await StartAsync(file, time);
        await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None);
        file.FreeBytes = 1024;
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = writer.FailureToken.Register(told.SetResult);

        await time.TimerMadeAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        await told.Task.WaitAsync(Deadline, None);
        Assert.Equal(RecordingFailure.LowSpace, writer.Failure?.Failure);
    }

    [Fact]
    public async Task No_recording_starts_on_a_disk_that_is_nearly_full()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");

        var refused = await Assert.ThrowsAsync<RecordingException>(() => RecordingWriter.CreateAsync(
            path, Samples.Header, TimeProvider.System, new() { MinimumFreeBytes = long.MaxValue }, None));

        Assert.Equal(RecordingFailure.LowSpace, refused.Failure);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_recording_has_a_largest_size_and_is_sealed_there()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file, options: new() { MaxBytes = 4096 });
        var written = 0;
        var full = await Assert.ThrowsAsync<RecordingException>(async () =>
        {
            for (; written < 100; written++)
            {
                await writer.WriteOutputAsync(new byte[100], OutputSource.Output, None);
            }
        });

        Assert.Equal(RecordingFailure.TooLong, full.Failure);
        await writer.WriteEventAsync(EventCodes.Note, "{\"full\":true}", None);
        var seal = await writer.SealAsync("too long", None);
        Assert.Equal(written * 100, seal.OutputBytes);
    }

    [Fact]
    public async Task A_failed_start_leaves_no_writer_behind()
    {
        var file = new FaultyFile { Capacity = 10 };

        await Assert.ThrowsAsync<RecordingException>(() => StartAsync(file));

        Assert.True(file.IsDisposed);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_and_harms_nothing()
    {
        var file = new FaultyFile();
        await using var writer = await StartAsync(file);

        var refused = await Assert.ThrowsAsync<RecordingException>(
            async () => await writer.WriteEventAsync(EventCodes.Command, new string('x', 3_000_000), None));

        Assert.Equal(RecordingFailure.TooLong, refused.Failure);
        await writer.WriteMarkerAsync("still here", None);
    }

    [Fact]
    public async Task Dispose_links_what_was_written_and_does_not_seal()
    {
        var file = new FaultyFile();
        var writer = await StartAsync(file);
        await writer.WriteOutputAsync(new byte[] { 65 }, OutputSource.Output, None);

        await writer.DisposeAsync();
        await writer.DisposeAsync();

        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("a.cast"), file.Content, None);
        var open = Assert.IsType<RecordingVerification.Open>(await Samples.VerifyAsync(folder.File("a.cast")));
        Assert.Equal(open.LastLine, open.LastLinkedLine);
        Assert.True(file.IsDisposed);
    }

    private static Task<RecordingWriter> StartAsync(
        FaultyFile file, TimeProvider? time = null, RecordingOptions? options = null) =>
        RecordingWriter.StartAsync(file, Samples.Header, time ?? new ManualTime(), options ?? new RecordingOptions());

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var deadline = Task.Delay(Deadline, None);
        while (!condition())
        {
            Assert.False(deadline.IsCompleted, $"Waited too long for {what}.");
            await Task.Yield();
        }
    }
}
