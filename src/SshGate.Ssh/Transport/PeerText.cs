using System.Globalization;
using System.Text;

namespace SshGate.Ssh.Transport;

/// <summary>Makes text that crosses the line harmless: hostile bytes before a log or a person sees them, and ours before we send it.</summary>
internal static class PeerText
{
    /// <summary>Longer than any honest version line, user name or disconnect text that is worth a log line.</summary>
    public const int MaxBytes = 256;

    /// <summary>Printable ASCII as it is, every other byte and the backslash as <c>\xNN</c>; cut at <paramref name="maxBytes"/>.</summary>
    public static string Escape(ReadOnlySpan<byte> text, int maxBytes = MaxBytes)
    {
        var result = new StringBuilder(Math.Min(text.Length, maxBytes));
        foreach (var value in text[..Math.Min(text.Length, maxBytes)])
        {
            if (value is >= 0x20 and < 0x7f and not (byte)'\\')
            {
                result.Append((char)value);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }

        return text.Length > maxBytes ? result.Append('…').ToString() : result.ToString();
    }

    /// <summary>The same for text that was decoded already.</summary>
    public static string Escape(string text) => Escape(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Text for a person's terminal (RFC 4256 §3.1, RFC 4252 §5.4: control characters are to be filtered): letters of any
    /// script stay, controls and format characters such as bidirectional overrides become '?', line ends become CR LF.
    /// </summary>
    public static string ForTerminal(string text, int maxChars = 4096)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, maxChars)).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => result.Append("\r\n"),
                '\r' => result,
                '\t' => result.Append('\t'),
                _ when IsHarmless(rune) => result.Append(rune.ToString()),
                _ => result.Append('?'),
            };
        }

        return result.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
