using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SshGate.Recording;

/// <summary>The first line: asciicast v2's header.</summary>
internal static class HeaderLine
{
    /// <summary>The one version of the <c>sshgate</c> object that exists.</summary>
    private const int FormatVersion = 1;

    public static void Write(ArrayBufferWriter<byte> lines, RecordingHeader header)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteNumber("width", header.Width);
            json.WriteNumber("height", header.Height);
            json.WriteNumber("timestamp", header.Timestamp.ToUnixTimeSeconds());
            WriteFact(json, "title", header.Title);
            WriteFact(json, "command", header.Command);
            if (header.Term is not null)
            {
                json.WriteStartObject("env");
                json.WriteString("TERM", header.Term);
                json.WriteEndObject();
            }

            WriteSession(json, header);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    /// <summary>Null if <paramref name="line"/> is no asciicast v2 header.</summary>
    public static RecordingHeader? Parse(ReadOnlyMemory<byte> line, out bool isOurs)
    {
        isOurs = false;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out var version)
                || !version.TryGetInt32(out var number) || number != 2)
            {
                return null;
            }

            var session = root.TryGetProperty("sshgate", out var found) && found.ValueKind == JsonValueKind.Object
                ? found
                : default;
            isOurs = Number(session, "format") == FormatVersion;
            return Read(root, session);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            // Not JSON, a value of another type, or text that is not UTF-8: no header of ours.
            return null;
        }
    }

    private static void WriteSession(Utf8JsonWriter json, RecordingHeader header)
    {
        json.WriteStartObject("sshgate");
        json.WriteNumber("format", FormatVersion);
        json.WriteString("id", header.Id);
        json.WriteString("startedAt", header.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.WriteBoolean("terminal", header.HasTerminal);
        WriteFact(json, "principal", header.Principal);
        WriteFact(json, "issuer", header.Issuer);
        WriteFact(json, "agent", header.Agent);
        WriteFact(json, "clientId", header.ClientId);
        WriteFact(json, "clientAddress", header.ClientAddress);
        WriteFact(json, "target", header.Target);
        WriteFact(json, "targetAddress", header.TargetAddress);
        WriteFact(json, "account", header.Account);
        WriteFact(json, "grantId", header.GrantId);
        WriteFact(json, "policyVersion", header.PolicyVersion);
        if (header.Facts.Count > 0)
        {
            json.WriteStartObject("facts");
            foreach (var (name, value) in header.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFact(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static RecordingHeader Read(JsonElement root, JsonElement session)
    {
        var startedAt = Text(session, "startedAt");
        return new RecordingHeader
        {
            Id = Text(session, "id") ?? "",
            Width = Number(root, "width") ?? 80,
            Height = Number(root, "height") ?? 24,
            Timestamp = startedAt is null
                ? DateTimeOffset.UnixEpoch.AddSeconds(Number(root, "timestamp") ?? 0)
                : DateTimeOffset.Parse(startedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Title = Text(root, "title"),
            Command = Text(root, "command"),
            Term = root.TryGetProperty("env", out var env) ? Text(env, "TERM") : null,
            // A cast of another recorder shows a terminal as it was.
            HasTerminal = session.ValueKind == JsonValueKind.Undefined
                || (session.TryGetProperty("terminal", out var terminal) && terminal.GetBoolean()),
            Principal = Text(session, "principal"),
            Issuer = Text(session, "issuer"),
            Agent = Text(session, "agent"),
            ClientId = Text(session, "clientId"),
            ClientAddress = Text(session, "clientAddress"),
            Target = Text(session, "target"),
            TargetAddress = Text(session, "targetAddress"),
            Account = Text(session, "account"),
            GrantId = Text(session, "grantId"),
            PolicyVersion = Text(session, "policyVersion"),
            Facts = Facts(session),
        };
    }

    private static Dictionary<string, string> Facts(JsonElement session)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (session.ValueKind == JsonValueKind.Object && session.TryGetProperty("facts", out var found))
        {
            foreach (var fact in found.EnumerateObject())
            {
                facts[fact.Name] = fact.Value.GetString() ?? "";
            }
        }

        return facts;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            && value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue
            ? (int)number
            : null;
}
