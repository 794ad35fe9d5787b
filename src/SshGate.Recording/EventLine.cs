using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SshGate.Recording;

/// <summary>Writes one event as one line, <c>[seconds,"code","data"]</c> and LF.</summary>
internal static class EventLine
{
    /// <summary>Controls written at once; six bytes each.</summary>
    private const int MaxControls = 4096;

    /// <summary>C0 and DEL, but for those with an escape of their own.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Append(0x7F).Select(value => (byte)value).Except("\t\n\r"u8.ToArray())]);

    // Characters that would act on, or lie to, whoever prints the file as it is: C1, bidi controls, BOM, line separators.
    // They all begin with one of these three bytes in UTF-8.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\', 0x7F, 0xC2, 0xE2, 0xEF]);

    /// <param name="lines">Where the line goes.</param>
    /// <param name="time">Since the start of the session.</param>
    /// <param name="code">The event code.</param>
    /// <param name="data">Well-formed UTF-8.</param>
    /// <param name="feedsReturn">Write each line feed as CR LF (see <see cref="RecordingHeader.HasTerminal"/>).</param>
    public static void Write(
        ArrayBufferWriter<byte> lines, TimeSpan time, string code, ReadOnlySpan<byte> data, bool feedsReturn = false)
    {
        lines.Write("["u8);
        WriteSeconds(lines, time);
        lines.Write(",\""u8);
        Encoding.ASCII.GetBytes(code, lines);
        lines.Write("\",\""u8);
        WriteEscaped(lines, data, feedsReturn);
        lines.Write("\"]\n"u8);
    }

    /// <summary>Seconds with six decimals: exact, and never in exponent form.</summary>
    public static void WriteSeconds(IBufferWriter<byte> lines, TimeSpan time)
    {
        var micros = time.Ticks / TimeSpan.TicksPerMicrosecond;
        var text = lines.GetSpan(32);
        var fits = Utf8Formatter.TryFormat(micros / 1_000_000, text, out var whole);
        text[whole] = (byte)'.';
        fits &= Utf8Formatter.TryFormat(micros % 1_000_000, text[(whole + 1)..], out var part, new StandardFormat('D', 6));
        Debug.Assert(fits, "A 64-bit number of microseconds has at most 20 characters.");
        lines.Advance(whole + 1 + part);
    }

    private static void WriteEscaped(ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> data, bool feedsReturn)
    {
        while (true)
        {
            var next = data.IndexOfAny(Special);
            if (next < 0)
            {
                lines.Write(data);
                return;
            }

            lines.Write(data[..next]);
            data = data[next..];
            data = data[WriteSpecial(lines, data, feedsReturn)..];
        }
    }

    private static int WriteSpecial(ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> data, bool feedsReturn)
    {
        switch (data[0])
        {
            case (byte)'"':
                lines.Write("\\\""u8);
                return 1;
            case (byte)'\\':
                lines.Write("\\\\"u8);
                return 1;
            case (byte)'\n':
                lines.Write(feedsReturn ? "\\r\\n"u8 : "\\n"u8);
                return 1;
            case (byte)'\r':
                lines.Write("\\r"u8);
                return 1;
            case (byte)'\t':
                lines.Write("\\t"u8);
                return 1;
        }

        var controls = data[..Math.Min(data.Length, MaxControls)].IndexOfAnyExcept(Controls);
        if (controls != 0)
        {
            return WriteControls(lines, controls < 0 ? data[..Math.Min(data.Length, MaxControls)] : data[..controls]);
        }

        Rune.DecodeFromUtf8(data, out var rune, out var length);
        if (IsEscaped(rune.Value))
        {
            var text = lines.GetSpan(6);
            "\\u"u8.CopyTo(text);
            rune.Value.TryFormat(text[2..], out _, "x4", CultureInfo.InvariantCulture);
            lines.Advance(6);
        }
        else
        {
            lines.Write(data[..length]);
        }

        return length;
    }

    /// <summary>A run of control characters at once: output that is no text has thousands of them in a row.</summary>
    private static int WriteControls(ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> controls)
    {
        var text = lines.GetSpan(6 * controls.Length);
        foreach (var control in controls)
        {
            "\\u00"u8.CopyTo(text);
            text[4] = HexDigits[control >> 4];
            text[5] = HexDigits[control & 0xF];
            text = text[6..];
        }

        lines.Advance(6 * controls.Length);
        return controls.Length;
    }

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    private static bool IsEscaped(int value) => value
        is < 0x20 or (>= 0x7F and <= 0x9F)
        or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}
