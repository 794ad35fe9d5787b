using System.Buffers;
using System.Globalization;
using System.Text;

namespace SshGate.Terminal;

/// <summary>
/// Makes text from a peer safe and honest to show in a log, a terminal or a page. One convention, everywhere:
/// <list type="bullet">
/// <item>C0 controls and DEL become their picture: ESC is <c>␛</c>, LF <c>␊</c>, CR <c>␍</c>, TAB <c>␉</c>, DEL <c>␡</c>;</item>
/// <item>every other character that is invisible, moves or reorders text, or looks like a plain space (C1, bidi,
/// zero-width, tags, BOM, fillers, NBSP, private use, unassigned …) becomes <c>‹U+202E›</c>;</item>
/// <item>a byte that is not UTF-8 becomes <c>‹xFF›</c>, a lone surrogate <c>‹U+D800›</c>;</item>
/// <item>the characters of the convention itself (pictures, <c>‹</c>, <c>›</c>) become <c>‹U+2039›</c> and so on.</item>
/// </list>
/// Because of the last point two different inputs never look the same: a backslash followed by <c>n</c> and a real
/// line feed cannot be confused. Visible text, backslashes included, stays as it is.
/// </summary>
public static class Printable
{
    // Two marks on one letter are usual (Vietnamese); a taller stack paints over the neighbouring lines.
    private const int MaxMarksInARow = 2;

    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(PlainAscii().Select(c => (byte)c).ToArray());
    private static readonly SearchValues<char> PlainChars = SearchValues.Create(PlainAscii().ToArray());

    /// <summary>The text of <paramref name="bytes"/> on a single line.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        return bytes.ContainsAnyExcept(PlainBytes) ? EscapeBytes(bytes, keepLines: false) : Encoding.ASCII.GetString(bytes);
    }

    /// <summary><paramref name="text"/> on a single line.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExcept(PlainChars) ? EscapeChars(text, keepLines: false) : text;
    }

    /// <summary>As <see cref="Escape(ReadOnlySpan{byte})"/>, but a line feed stays a line feed.</summary>
    public static string EscapeLines(ReadOnlySpan<byte> bytes) => EscapeBytes(bytes, keepLines: true);

    /// <summary>As <see cref="Escape(string)"/>, but a line feed stays a line feed.</summary>
    public static string EscapeLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EscapeChars(text, keepLines: true);
    }

    /// <summary>Whether a character that is no mark is shown by its code.</summary>
    internal static bool NeedsCode(int value, UnicodeCategory category) =>
        InvisibleText.Contains(value, category) || IsOfThisConvention(value);

    private static IEnumerable<char> PlainAscii() => Enumerable.Range(0x20, 0x5F).Select(c => (char)c);

    private static string EscapeBytes(ReadOnlySpan<byte> bytes, bool keepLines)
    {
        var text = new StringBuilder(bytes.Length + 16);
        var marks = MaxMarksInARow;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == OperationStatus.Done)
            {
                Append(text, rune, keepLines, ref marks);
            }
            else
            {
                foreach (var invalid in bytes[..consumed])
                {
                    text.Append(CultureInfo.InvariantCulture, $"‹x{invalid:X2}›");
                }

                marks = 0;
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    private static string EscapeChars(ReadOnlySpan<char> chars, bool keepLines)
    {
        var text = new StringBuilder(chars.Length + 16);
        var marks = MaxMarksInARow;
        while (!chars.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(chars, out var rune, out var consumed) == OperationStatus.Done)
            {
                Append(text, rune, keepLines, ref marks);
            }
            else
            {
                AppendCode(text, chars[0]);
                consumed = 1;
                marks = 0;
            }

            chars = chars[consumed..];
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune, bool keepLines, ref int marks)
    {
        var value = rune.Value;
        var category = Rune.GetUnicodeCategory(rune);
        var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark;
        // The first mark of a text would sit on whatever the screen shows before it.
        marks = isMark ? marks + 1 : 0;
        if (value == '\n' && keepLines)
        {
            text.Append('\n');
            marks = MaxMarksInARow;
        }
        else if (value < 0x20)
        {
            text.Append((char)(0x2400 + value));
        }
        else if (value == 0x7F)
        {
            text.Append('\u2421');
        }
        else if (value < 0x7F)
        {
            text.Append((char)value);
        }
        else if (marks > MaxMarksInARow || NeedsCode(value, category))
        {
            AppendCode(text, value);
        }
        else
        {
            text.Append(rune.ToString());
        }
    }

    private static bool IsOfThisConvention(int value) => value is 0x2039 or 0x203A or (>= 0x2400 and <= 0x243F);

    private static void AppendCode(StringBuilder text, int value) =>
        text.Append(CultureInfo.InvariantCulture, $"‹U+{value:X4}›");
}
