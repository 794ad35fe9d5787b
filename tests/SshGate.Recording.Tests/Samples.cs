using System.Text;

namespace SshGate.Recording.Tests;

internal static class Samples
{
    public static readonly RecordingHeader Header = new()
    {
        Id = "s-1",
        Width = 100,
        Height = 30,
        Timestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        Title = "deploy@web1",
        Term = "xterm-256color",
        HasTerminal = true,
        Principal = "alice",
        Agent = "release-bot",
        Target = "web1",
        Account = "deploy",
        GrantId = "g-1",
        ClientAddress = "192.0.2.1:50000",
        Facts = new Dictionary<string, string> { ["lane"] = "exec" },
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A recording with every kind of line and several links.</summary>
    public static async Task<RecordingSeal> WriteAsync(string path, int pieces = 100)
    {
        var time = new ManualTime();
        await using var writer = await RecordingWriter.CreateAsync(path, Header, time, CancellationToken.None);
        await writer.WriteEventAsync(EventCodes.Command, "{\"command\":\"ls\"}", CancellationToken.None);
        for (var i = 0; i < pieces; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(7));
            await writer.WriteOutputAsync(Bytes($"line {i}\r\n"), OutputSource.Output, CancellationToken.None);
            if (i % 10 == 3)
            {
                await writer.WriteOutputAsync(new byte[] { 0xFF, 0xFE, 0x41, 0xE2 }, OutputSource.Error, CancellationToken.None);
            }

            if (i % 40 == 7)
            {
                await writer.WriteMarkerAsync("marker", CancellationToken.None);
                await writer.ResizeAsync(120, 40, CancellationToken.None);
            }
        }

        await writer.WriteEventAsync(EventCodes.Exit, "0", CancellationToken.None);
        return await writer.SealAsync("the program ended", CancellationToken.None);
    }

    public static Task<RecordingVerification> VerifyAsync(string path) =>
        RecordingVerifier.VerifyAsync(path, CancellationToken.None);

    public static async Task<List<RecordingEvent>> ReadAsync(string path)
    {
        await using var reader = await RecordingReader.OpenAsync(path, CancellationToken.None);
        return await reader.ReadAsync(CancellationToken.None).ToListAsync(CancellationToken.None);
    }

    public static byte[] BytesOf(IEnumerable<RecordingEvent> events, OutputSource source) =>
        [.. events.Where(e => e.Code == EventCodes.Output && e.Source == source).SelectMany(e => e.Bytes.ToArray())];
}
