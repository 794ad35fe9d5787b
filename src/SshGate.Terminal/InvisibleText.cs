using System.Globalization;

namespace SshGate.Terminal;

/// <summary>
/// The characters a reader cannot see, cannot tell from a plain space, or that change the order of what stands
/// around them. By Unicode category where the category says it, by code point where a letter or mark hides.
/// </summary>
internal static class InvisibleText
{
    public static bool Contains(int value, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate => true,
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.SpaceSeparator => value != ' ',
        _ => IsBlankLetterOrMark(value),
    };

    /// <summary>Embeddings, overrides and isolates (Unicode UAX #9), and the tag characters: text that lies.</summary>
    public static bool IsReordering(int value) =>
        value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xE0000 and <= 0xE007F);

    private static bool IsBlankLetterOrMark(int value) => value
        is 0x034F // combining grapheme joiner
        or 0x115F or 0x1160 or 0x3164 or 0xFFA0 // Hangul fillers
        or 0x17B4 or 0x17B5 // Khmer inherent vowels
        or 0x2800 // blank Braille pattern
        or (>= 0x180B and <= 0x180F) // Mongolian variation selectors
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF); // variation selectors
}
