using System.Text;
using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>A recording, read without any of the product's code: lines of JSON.</summary>
internal sealed record Cast(string File, JsonElement Header, IReadOnlyList<(string Code, string Data)> Events)
{
    public bool IsSealed => Events.Count > 0 && Events[^1].Code == "z";

    public string Id => Path.GetFileNameWithoutExtension(File);

    /// <summary>The exact bytes of every gated command.</summary>
    public IReadOnlyList<byte[]> Commands =>
    [
        .. Events.Where(e => e.Code == "c").Select(e =>
        {
            using var facts = JsonDocument.Parse(e.Data);
            return facts.RootElement.GetProperty("bytes").GetBytesFromBase64();
        }),
    ];

    public string Exit => Events.Last(e => e.Code == "x").Data;

    public string Output => string.Concat(Events.Where(e => e.Code == "o").Select(e => e.Data));

    /// <summary>Whether the first lines have this text, the gated command among them; some recordings are long.</summary>
    public static bool BeginsWith(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var head = new byte[64 * 1024];
        return head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false))
            .IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>Reads what is there; a last line that is still being written is left out.</summary>
    public static Cast Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines.Length == 0 ? default : Parse(lines[0]);
        return new Cast(
            file,
            header,
            [.. lines.Skip(1).Select(Parse).Select(e => (e[1].GetString()!, e[2].GetString()!))]);
    }

    private static JsonElement Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
