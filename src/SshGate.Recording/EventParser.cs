using System.Text;
using System.Text.Json;

namespace SshGate.Recording;

/// <summary>
/// Lines back to events, with the exact bytes of output. Stateful, since an event may say of which stream and of which
/// bytes the next ones are. Not thread-safe.
/// </summary>
internal sealed class EventParser(bool feedsReturn)
{
    private OutputSource _source = OutputSource.Output;
    private byte[]? _bytes;

    /// <summary>Null if <paramref name="line"/> is no event: not <c>[number, string, string]</c>.</summary>
    public RecordingEvent? Parse(ReadOnlyMemory<byte> line, long number)
    {
        if (!TryRead(line, out var time, out var code, out var data))
        {
            return null;
        }

        var bytes = _bytes;
        _bytes = null;
        var read = new RecordingEvent { Line = number, Time = time, Code = code, Data = data, Source = _source };
        switch (code)
        {
            case EventCodes.Output:
                return read with { Bytes = bytes ?? BytesOf(data) };
            case EventCodes.Bytes:
                _bytes = ExactBytes.Read(data);
                return _bytes is null ? null : read;
            case EventCodes.Stream:
                _source = data == "stderr" ? OutputSource.Error : OutputSource.Output;
                return data is "stderr" or "stdout" ? read : null;
            default:
                return read;
        }
    }

    private byte[] BytesOf(string text) =>
        Encoding.UTF8.GetBytes(feedsReturn ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text);

    private static bool TryRead(ReadOnlyMemory<byte> line, out TimeSpan time, out string code, out string data)
    {
        (time, code, data) = (TimeSpan.Zero, "", "");
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != 3
                || root[0].ValueKind != JsonValueKind.Number || !root[0].TryGetDouble(out var seconds)
                || !(seconds is >= 0 and <= int.MaxValue))
            {
                return false;
            }

            time = TimeSpan.FromMicroseconds(Math.Round(seconds * 1_000_000));
            code = root[1].GetString() ?? "";
            data = root[2].GetString() ?? "";
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON, a value of another type, or text that is not Unicode.
            return false;
        }
    }
}
