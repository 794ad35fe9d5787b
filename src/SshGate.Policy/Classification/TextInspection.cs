using System.Globalization;
using System.Text;
using SshGate.Policy.Parsing;

namespace SshGate.Policy.Classification;

/// <summary>
/// Looks at the characters themselves: what a person cannot see, or what the shell and a reader take for different things,
/// never passes without one.
/// </summary>
internal static class TextInspection
{
    /// <summary>A line longer than this is not one that a person wrote or can read.</summary>
    private const int MaxLineBytes = 64 * 1024;

    /// <summary>One of them is enough to hold a line; more are for the reader.</summary>
    private const int MaxFindings = 50;

    /// <summary>Reports bytes and characters that need a person.</summary>
    public static void Inspect(ReadOnlySpan<byte> source, CommandContext context, Report report, SourceSpan? at = null)
    {
        var whole = at ?? new SourceSpan(0, source.Length);
        if (context != CommandContext.Script && source.Length > MaxLineBytes)
        {
            report.Add(RiskClass.Opaque, "a line longer than 64 KiB", whole);
        }

        var text = SourceText.DecodeStrict(source);
        if (text is null)
        {
            report.Add(RiskClass.Opaque, "bytes that are not UTF-8", whole);
            return;
        }

        var found = 0;
        var offset = 0;
        var before = new Rune(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            // After a symbol the selector only asks for the coloured form of it.
            var isEmoji = rune.Value == 0xFE0F && Rune.GetUnicodeCategory(before) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;
            before = rune;
            if (!isEmoji && Describe(rune) is { } what)
            {
                if (++found > MaxFindings)
                {
                    return;
                }

                report.Add(RiskClass.Opaque, what, at ?? new SourceSpan(offset, rune.Utf8SequenceLength));
            }

            offset += rune.Utf8SequenceLength;
        }
    }

    /// <summary>Whether a decoded text holds a character that needs a person.</summary>
    public static bool IsUnsafe(string text) => text.EnumerateRunes().Any(rune => Describe(rune) is not null);

    private static string? Describe(Rune rune)
    {
        if (rune.Value is '\n' or '\t' or (>= ' ' and <= '~'))
        {
            return null;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => $"a control character (U+{rune.Value:X4})",
            UnicodeCategory.Format => $"an invisible or direction-changing character (U+{rune.Value:X4})",
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                $"a blank that is no blank to the shell (U+{rune.Value:X4})",
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate =>
                $"a character without a meaning (U+{rune.Value:X4})",
            _ when rune.Value == 0xFFFD => "a replacement character: the text was damaged before it came here",
            _ when rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x034F or (>= 0xFE00 and <= 0xFE0F)
                or (>= 0xE0100 and <= 0xE01EF) => $"an invisible character (U+{rune.Value:X4})",
            _ => null,
        };
    }
}
