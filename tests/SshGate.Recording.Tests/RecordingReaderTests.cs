namespace SshGate.Recording.Tests;

public sealed class RecordingReaderTests
{
    [Fact]
    public async Task Reads_a_cast_of_another_recorder_and_passes_over_what_it_does_not_know()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("foreign.cast");
        await File.WriteAllLinesAsync(path,
        [
            "{\"version\": 2, \"width\": 90, \"height\": 20, \"timestamp\": 1.5, \"env\": {\"SHELL\": \"/bin/sh\"}, \"theme\": {}}",
            "[0.1, \"o\", \"a\\r\\n\"]",
            "[1e-1, \"q\", \"unknown\"]",
            "[0.2, \"q\", {\"not\": \"text\"}]",
            "not json",
            "[\"0.2\", \"o\", \"x\"]",
            "[0.2, \"o\", \"\\ud800\"]",
            "[-1, \"o\", \"x\"]",
            "[1e999, \"o\", \"x\"]",
            "[0.3, \"o\"]",
            "",
            "[0.3, \"m\", \"mark\"]",
        ], CancellationToken.None);

        await using var reader = await RecordingReader.OpenAsync(path, CancellationToken.None);
        var events = await reader.ReadAsync(CancellationToken.None).ToListAsync(CancellationToken.None);

        Assert.False(reader.IsSshGate);
        Assert.Equal((90, 20), (reader.Header.Width, reader.Header.Height));
        Assert.Equal(["o", "q", "m"], events.Select(e => e.Code));
        Assert.Equal([2, 3, 12], events.Select(e => e.Line));
        Assert.IsType<RecordingVerification.Broken>(await Samples.VerifyAsync(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":3}\n")]
    [InlineData("{\"version\":\"2\"}\n")]
    [InlineData("[1,2,3]\n")]
    [InlineData("\u001f\u008b\n")]
    [InlineData("{\"version\":2,\"sshgate\":{\"format\":1,\"startedAt\":\"never\"}}\n")]
    [InlineData("{\"version\":2,\"sshgate\":{\"format\":1,\"facts\":3}}\n")]
    public async Task Refuses_what_is_no_recording(string content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("x"), content, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidDataException>(() => RecordingReader.OpenAsync(folder.File("x"), CancellationToken.None));
        Assert.IsType<RecordingVerification.Broken>(await Samples.VerifyAsync(folder.File("x")));
    }

    [Fact]
    public async Task Follows_a_recording_that_grows()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        await using var writer = await RecordingWriter.CreateAsync(path, Samples.Header, TimeProvider.System, CancellationToken.None);
        await using var reader = await RecordingReader.OpenAsync(path, CancellationToken.None);
        Assert.Empty(await reader.ReadAsync(CancellationToken.None).ToListAsync(CancellationToken.None));

        for (var i = 0; i < 3; i++)
        {
            await writer.WriteOutputAsync(Samples.Bytes($"{i}"), OutputSource.Output, CancellationToken.None);
            Assert.Equal($"{i}", Assert.Single(await reader.ReadAsync(CancellationToken.None).ToListAsync(CancellationToken.None)).Data);
            Assert.IsType<RecordingVerification.Open>(await Samples.VerifyAsync(path));
        }
    }

    [Fact]
    public async Task A_line_without_end_costs_bounded_memory()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        await Samples.WriteAsync(path, pieces: 1);
        await using (var file = File.Open(path, FileMode.Append))
        {
            var megabyte = new byte[1024 * 1024];
            for (var i = 0; i < 20; i++)
            {
                await file.WriteAsync(megabyte, CancellationToken.None);
            }
        }

        var broken = Assert.IsType<RecordingVerification.Broken>(await Samples.VerifyAsync(path));
        Assert.Contains("longer than", broken.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(await Samples.ReadAsync(path));
    }
}
