using System.Text;

namespace SshGate.Recording.Tests;

public sealed class RecordingWriterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Writes_asciicast_with_the_facts_of_the_session()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var path = folder.File("s-1.cast");
        await using (var writer = await RecordingWriter.CreateAsync(path, Samples.Header, time, None))
        {
            time.Advance(TimeSpan.FromMilliseconds(1500));
            await writer.WriteOutputAsync(Samples.Bytes("a\r\n\"\\\u001b[0mü"), OutputSource.Output, None);
            await writer.WriteOutputAsync(Samples.Bytes("oops\n"), OutputSource.Error, None);
            await writer.ResizeAsync(120, 40, None);
            time.Advance(TimeSpan.FromTicks(12));
            await writer.WriteMarkerAsync("ls", None);
        }

        var lines = (await File.ReadAllLinesAsync(path, None)).Where(line => !line.Contains("\"h\"", StringComparison.Ordinal));
        Assert.Equal(
        [
            "{\"version\":2,\"width\":100,\"height\":30,\"timestamp\":1767323045,\"title\":\"deploy@web1\","
                + "\"env\":{\"TERM\":\"xterm-256color\"},\"sshgate\":{\"format\":1,\"id\":\"s-1\","
                + "\"startedAt\":\"2026-01-02T03:04:05.6780000Z\",\"terminal\":true,\"principal\":\"alice\","
                + "\"agent\":\"release-bot\",\"clientAddress\":\"192.0.2.1:50000\",\"target\":\"web1\",\"account\":\"deploy\","
                + "\"grantId\":\"g-1\",\"facts\":{\"lane\":\"exec\"}}}",
            "[1.500000,\"o\",\"a\\r\\n\\\"\\\\\\u001b[0mü\"]",
            "[1.500000,\"s\",\"stderr\"]",
            "[1.500000,\"o\",\"oops\\n\"]",
            "[1.500000,\"r\",\"120x40\"]",
            "[1.500001,\"m\",\"ls\"]",
        ], lines);
    }

    [Fact]
    public async Task Reads_back_header_events_and_streams()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("s-1.cast");
        await Samples.WriteAsync(path);

        await using var reader = await RecordingReader.OpenAsync(path, None);
        var events = await reader.ReadAsync(CancellationToken.None).ToListAsync(CancellationToken.None);

        Assert.True(reader.IsSshGate);
        Assert.Equal(Samples.Header with { Facts = reader.Header.Facts }, reader.Header);
        Assert.Equal(Samples.Header.Facts, reader.Header.Facts);
        Assert.Equal(100 * TimeSpan.FromMilliseconds(7), events[^1].Time);
        Assert.Equal("z", events[^1].Code);
        Assert.Equal(3, events.Count(e => e.Code == EventCodes.Marker));
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\r\n")),
            Encoding.UTF8.GetString(Samples.BytesOf(events, OutputSource.Output)));
        Assert.Equal(
            Enumerable.Repeat(new byte[] { 0xFF, 0xFE, 0x41, 0xE2 }, 10).SelectMany(b => b),
            Samples.BytesOf(events, OutputSource.Error));
    }

    [Fact]
    public async Task Draws_straight_lines_where_there_is_no_terminal_and_keeps_the_bytes()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("s-1.cast");
        var bytes = Samples.Bytes("a\nb\r\nc\r\r\n\n\r");
        await using (var writer = await RecordingWriter.CreateAsync(
            path, Samples.Header with { HasTerminal = false }, TimeProvider.System, None))
        {
            await writer.WriteOutputAsync(bytes, OutputSource.Output, None);
            await writer.SealAsync("end", None);
        }

        var events = await Samples.ReadAsync(path);
        Assert.Equal("a\r\nb\r\r\nc\r\r\r\n\r\n\r", events[0].Data);
        Assert.Equal(bytes, Samples.BytesOf(events, OutputSource.Output));
        Assert.IsType<RecordingVerification.Ok>(await Samples.VerifyAsync(path));
    }

    [Fact]
    public async Task The_file_itself_holds_no_character_that_acts_on_a_terminal()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("s-1.cast");
        var hostile = "\u001b]0;x\u0007\u009b2J\u202e\u2066\ufeff\u2028\u007f\u0085\0 é €";
        await using (var writer = await RecordingWriter.CreateAsync(
            path, Samples.Header with { Title = hostile }, TimeProvider.System, None))
        {
            await writer.WriteOutputAsync(Samples.Bytes(hostile), OutputSource.Output, None);
            await writer.WriteMarkerAsync(hostile, None);
            await writer.SealAsync(hostile, None);
        }

        var text = await File.ReadAllTextAsync(path, None);
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066' or '\ufeff' or '\u2028');
        var events = await Samples.ReadAsync(path);
        Assert.Equal(hostile, events[0].Data);
        Assert.Equal(hostile, events[1].Data);
        Assert.Equal(hostile, Assert.IsType<RecordingVerification.Ok>(await Samples.VerifyAsync(path)).Seal.Reason);
    }

    [Fact]
    public async Task The_seal_tells_what_the_recording_holds()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("s-1.cast");

        var seal = await Samples.WriteAsync(path, pieces: 4);

        Assert.Equal("the program ended", seal.Reason);
        Assert.Equal(4 * 8, seal.OutputBytes);
        Assert.Equal(4, seal.ErrorBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(28), seal.Duration);
        Assert.Equal((await File.ReadAllLinesAsync(path, None)).Length - 1, seal.Lines);
        Assert.Equal(seal, Assert.IsType<RecordingVerification.Ok>(await Samples.VerifyAsync(path)).Seal);
    }

    [Fact]
    public async Task Nothing_can_be_written_after_the_seal()
    {
        using var folder = new TemporaryFolder();
        await using var writer = await RecordingWriter.CreateAsync(folder.File("a.cast"), Samples.Header, TimeProvider.System, None);
        await writer.SealAsync("end", None);

        var late = await Assert.ThrowsAsync<RecordingException>(
            async () => await writer.WriteOutputAsync(new byte[1], OutputSource.Output, None));
        Assert.Equal(RecordingFailure.Closed, late.Failure);
        await Assert.ThrowsAsync<RecordingException>(async () => await writer.SealAsync("again", None));
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<RecordingException>(async () => await writer.WriteMarkerAsync("late", None));
    }

    [Theory]
    [InlineData("o")]
    [InlineData("h")]
    [InlineData("z")]
    [InlineData("b")]
    [InlineData("s")]
    [InlineData("i")]
    [InlineData("note")]
    [InlineData("")]
    [InlineData("\"")]
    public async Task Takes_no_event_code_of_the_format(string code)
    {
        using var folder = new TemporaryFolder();
        await using var writer = await RecordingWriter.CreateAsync(folder.File("a.cast"), Samples.Header, TimeProvider.System, None);

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteEventAsync(code, "", None));
    }

    [Fact]
    public async Task Never_touches_a_file_that_exists()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        await File.WriteAllTextAsync(path, "precious", None);

        var refused = await Assert.ThrowsAsync<RecordingException>(
            () => RecordingWriter.CreateAsync(path, Samples.Header, TimeProvider.System, None));

        Assert.Equal(RecordingFailure.Storage, refused.Failure);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, None));
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var folder = new TemporaryFolder();
        await Samples.WriteAsync(folder.File("a.cast"), pieces: 1);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("a.cast")));
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("2026-01-02_x.y", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("-x", false)]
    [InlineData("a..b", false)]
    [InlineData("../a", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\0b", false)]
    [InlineData("ä", false)]
    public void An_id_is_a_name_and_never_a_path(string id, bool isSafe)
    {
        Assert.Equal(isSafe, RecordingFiles.IsSafeId(id));
        if (!isSafe)
        {
            Assert.Throws<ArgumentException>(() => RecordingFiles.PathOf("/recordings", id));
        }
    }
}
