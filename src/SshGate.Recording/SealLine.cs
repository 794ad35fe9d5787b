using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SshGate.Recording;

/// <summary>
/// The last line. Its data is a JSON object whose last member is the digest,
/// <c>SHA-256(head before the seal ‖ the bytes of this line before the digest)</c>; what follows the digest is fixed.
/// So the digest covers every byte of the file.
/// </summary>
internal static class SealLine
{
    private const int DigestLength = 2 * SHA256.HashSizeInBytes;
    private const string HashName = "sha256:";

    private static ReadOnlySpan<byte> AfterDigest => "\\\"}\"]\n"u8;

    /// <summary>Writes the seal; returns it with its digest.</summary>
    public static RecordingSeal Write(ArrayBufferWriter<byte> lines, RecordingSeal seal, ReadOnlySpan<byte> head)
    {
        var data = new ArrayBufferWriter<byte>();
        WriteData(data, seal, head);
        var line = new ArrayBufferWriter<byte>();
        EventLine.Write(line, seal.Duration, EventCodes.Seal, data.WrittenSpan);
        var before = line.WrittenSpan[..^(DigestLength + AfterDigest.Length)];
        var digest = Digest(head, before);
        lines.Write(before);
        Encoding.ASCII.GetBytes(digest, lines);
        lines.Write(AfterDigest);
        return seal with { Digest = HashName + digest };
    }

    /// <summary>Null if <paramref name="data"/> is not the data of a seal.</summary>
    /// <param name="data">The event's data.</param>
    /// <param name="head">The head that the seal says it follows, in hex.</param>
    public static RecordingSeal? Parse(string data, out string head)
    {
        head = "";
        try
        {
            using var document = JsonDocument.Parse(data);
            var root = document.RootElement;
            head = root.GetProperty("head").GetString() ?? "";
            var (output, error) = (root.GetProperty("stdout"), root.GetProperty("stderr"));
            return new RecordingSeal
            {
                Lines = root.GetProperty("lines").GetInt64(),
                Events = root.GetProperty("events").GetInt64(),
                Duration = TimeSpan.FromMicroseconds(root.GetProperty("microseconds").GetInt64()),
                Reason = root.GetProperty("reason").GetString() ?? "",
                OutputBytes = output.GetProperty("bytes").GetInt64(),
                OutputHash = output.GetProperty("hash").GetString() ?? "",
                ErrorBytes = error.GetProperty("bytes").GetInt64(),
                ErrorHash = error.GetProperty("hash").GetString() ?? "",
                Digest = root.GetProperty("digest").GetString() ?? "",
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or OverflowException or ArgumentException)
        {
            // Not JSON, a member missing or of another type, a number out of range: no seal of ours.
            return null;
        }
    }

    /// <summary>True if the digest at the end of <paramref name="line"/> is the one of this line after this head.</summary>
    public static bool Verify(ReadOnlySpan<byte> line, ReadOnlySpan<byte> head)
    {
        if (!line.EndsWith(AfterDigest) || line.Length < DigestLength + AfterDigest.Length)
        {
            return false;
        }

        var before = line[..^(DigestLength + AfterDigest.Length)];
        return line[before.Length..^AfterDigest.Length].SequenceEqual(Encoding.ASCII.GetBytes(Digest(head, before)));
    }

    /// <summary>True for the hex form of a head.</summary>
    public static bool IsHash(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigitLower);

    private static string Digest(ReadOnlySpan<byte> head, ReadOnlySpan<byte> before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(before);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void WriteData(ArrayBufferWriter<byte> data, RecordingSeal seal, ReadOnlySpan<byte> head)
    {
        using var json = new Utf8JsonWriter(data);
        json.WriteStartObject();
        json.WriteNumber("lines", seal.Lines);
        json.WriteNumber("events", seal.Events);
        json.WriteNumber("microseconds", (long)seal.Duration.TotalMicroseconds);
        json.WriteString("reason", seal.Reason);
        WriteStream(json, "stdout", seal.OutputBytes, seal.OutputHash);
        WriteStream(json, "stderr", seal.ErrorBytes, seal.ErrorHash);
        json.WriteString("head", Convert.ToHexStringLower(head));
        // Filled in once the line up to here is known.
        json.WriteString("digest", string.Create(CultureInfo.InvariantCulture, $"{HashName}{new string('0', DigestLength)}"));
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, string name, long bytes, string hash)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bytes", bytes);
        json.WriteString("hash", hash);
        json.WriteEndObject();
    }
}
