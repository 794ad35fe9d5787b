using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Recording.Tests;

public sealed class LosslessTests
{
    private static readonly byte[][] Pieces =
    [
        [.. "plain\r\n"u8], [.. "\n"u8], [.. "\r"u8], [.. "ü"u8], [.. "€"u8], [.. "🙂"u8], [.. "\u001b[31m"u8], [.. "\uFEFF"u8],
        [.. "\uFFFD"u8], [.. "\u2028"u8], [0xE2], [0x82], [0xAC], [0xF0, 0x9F], [0x99, 0x82], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
        [0xFF], [0x80], [0], new byte[200], [.. Enumerable.Repeat((byte)0xFE, 40)], [.. "\"\\"u8], [0xE2, 0x82], [0xF4, 0x90], [0xEF, 0xBB],
    ];

    [Fact]
    public void The_exact_bytes_of_both_streams_come_back()
    {
        var piece = Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        var write = piece.ListOf().Select(all => all.SelectMany(bytes => bytes).ToArray())
            .Zip(Gen.Elements(OutputSource.Output, OutputSource.Error));
        var session = write.ListOf().Zip(Gen.Elements(true, false)).ToArbitrary();

        Prop.ForAll(session, sample => RoundTripAsync([.. sample.Item1], sample.Item2).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public async Task A_character_split_between_writes_is_shown_whole()
    {
        var text = "aü€🙂z\ufffd";
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length; size++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.File("a.cast");
            await WriteAsync(path, [.. bytes.Chunk(size).Select(chunk => (chunk, OutputSource.Output))], hasTerminal: true);

            var events = await Samples.ReadAsync(path);
            Assert.Equal(text, string.Concat(events.Where(e => e.Code == EventCodes.Output).Select(e => e.Data)));
        }
    }

    [Fact]
    public async Task Every_write_is_recorded_before_it_completes_even_half_a_character()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        await using var writer = await RecordingWriter.CreateAsync(path, Samples.Header, TimeProvider.System, CancellationToken.None);

        await writer.WriteOutputAsync(new byte[] { 0x41, 0xE2, 0x82 }, OutputSource.Output, CancellationToken.None);
        Assert.Equal([0x41, 0xE2, 0x82], Samples.BytesOf(await Samples.ReadAsync(path), OutputSource.Output));

        await writer.WriteOutputAsync(new byte[] { 0x42 }, OutputSource.Error, CancellationToken.None);
        await writer.WriteOutputAsync(new byte[] { 0xAC }, OutputSource.Output, CancellationToken.None);
        var events = await Samples.ReadAsync(path);
        Assert.Equal([0x41, 0xE2, 0x82, 0xAC], Samples.BytesOf(events, OutputSource.Output));
        Assert.Equal([0x42], Samples.BytesOf(events, OutputSource.Error));
        Assert.Equal("AB€", string.Concat(events.Select(e => e.Data)));
    }

    [Fact]
    public async Task Large_writes_are_cut_into_lines_of_bounded_length()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        var bytes = new byte[1_000_000];
        Array.Fill(bytes, (byte)0x1B);
        await WriteAsync(path, [(bytes, OutputSource.Output)], hasTerminal: true);

        Assert.Equal(bytes, Samples.BytesOf(await Samples.ReadAsync(path), OutputSource.Output));
        Assert.True((await File.ReadAllLinesAsync(path, CancellationToken.None)).Max(line => line.Length) < 256 * 1024);
    }

    [Theory]
    [InlineData(32 * 1024, 0)]
    [InlineData(32 * 1024, 0xFF)]
    [InlineData(100, 0)]
    public async Task Nothing_repeated_does_not_fill_the_disk(int count, byte value)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        var bytes = Enumerable.Repeat(value, count).ToArray();
        await WriteAsync(path, [(bytes, OutputSource.Output)], hasTerminal: false);

        var events = await Samples.ReadAsync(path);
        Assert.Equal(bytes, Samples.BytesOf(events, OutputSource.Output));
        Assert.Contains($",\"b\",\"{count}*{value:x2}\"]", await File.ReadAllTextAsync(path, CancellationToken.None), StringComparison.Ordinal);
        Assert.IsType<RecordingVerification.Ok>(await Samples.VerifyAsync(path));
    }

    [Fact]
    public async Task Text_among_nuls_is_shown_without_them()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        byte[] bytes = [0, 0, .. "a"u8, 0, .. "ü\n"u8, 0];
        await WriteAsync(path, [(bytes, OutputSource.Output)], hasTerminal: true);

        var events = await Samples.ReadAsync(path);
        Assert.Equal("aü\n", string.Concat(events.Where(e => e.Code == EventCodes.Output).Select(e => e.Data)));
        Assert.Equal(bytes, Samples.BytesOf(events, OutputSource.Output));
    }

    [Theory]
    [InlineData("99999999*00")]
    [InlineData("100*0")]
    [InlineData("100*000")]
    [InlineData("1*00")]
    [InlineData("-20*00")]
    [InlineData("20*zz")]
    [InlineData("*00")]
    [InlineData("no base64!")]
    public void What_stands_for_no_bytes_is_refused(string code) => Assert.Null(ExactBytes.Read(code));

    [Fact]
    public async Task Writers_that_race_lose_nothing_and_time_never_goes_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        var sent = new byte[2][];
        await using (var writer = await RecordingWriter.CreateAsync(path, Samples.Header, TimeProvider.System, CancellationToken.None))
        {
            await Task.WhenAll(Enum.GetValues<OutputSource>().Select(source => Task.Run(async () =>
            {
                var all = new List<byte>();
                for (var i = 0; i < 2000; i++)
                {
                    var bytes = Encoding.UTF8.GetBytes($"{source} {i} €\n")[(i % 3)..];
                    all.AddRange(bytes);
                    await writer.WriteOutputAsync(bytes, source, CancellationToken.None);
                    if (i % 500 == 0)
                    {
                        await writer.WriteMarkerAsync($"{source} {i}", CancellationToken.None);
                    }
                }

                sent[(int)source] = [.. all];
            })));
            await writer.SealAsync("end", CancellationToken.None);
        }

        Assert.IsType<RecordingVerification.Ok>(await Samples.VerifyAsync(path));
        var events = await Samples.ReadAsync(path);
        Assert.Equal(sent[0], Samples.BytesOf(events, OutputSource.Output));
        Assert.Equal(sent[1], Samples.BytesOf(events, OutputSource.Error));
        Assert.Equal(events.Select(e => e.Time).Order(), events.Select(e => e.Time));
    }

    private static async Task<bool> RoundTripAsync((byte[] Bytes, OutputSource Source)[] writes, bool hasTerminal)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.cast");
        await WriteAsync(path, writes, hasTerminal);
        var events = await Samples.ReadAsync(path);
        return await Samples.VerifyAsync(path) is RecordingVerification.Ok
            && Enum.GetValues<OutputSource>().All(source => writes.Where(w => w.Source == source)
                .SelectMany(w => w.Bytes).SequenceEqual(Samples.BytesOf(events, source)));
    }

    private static async Task WriteAsync(string path, (byte[] Bytes, OutputSource Source)[] writes, bool hasTerminal)
    {
        var header = Samples.Header with { HasTerminal = hasTerminal };
        await using var writer = await RecordingWriter.CreateAsync(path, header, TimeProvider.System, CancellationToken.None);
        foreach (var (bytes, source) in writes)
        {
            await writer.WriteOutputAsync(bytes, source, CancellationToken.None);
        }

        await writer.SealAsync("end", CancellationToken.None);
    }
}
