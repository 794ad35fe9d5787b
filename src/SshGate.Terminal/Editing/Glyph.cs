using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// How one element is drawn: a text of <paramref name="Count"/> pieces, each <paramref name="Width"/> cells wide, that a margin
/// may divide between pieces. A line feed is drawn as one blank cell and ends its row.
/// </summary>
internal readonly record struct Glyph(int Count, int Width, bool EndsRow)
{
    private const int TabStop = 8;

    /// <summary>Marks on one character; as <see cref="Printable"/> does, a taller stack is shown by codes.</summary>
    private const int MaxMarks = 2;

    /// <summary>Measures the element at <paramref name="index"/>.</summary>
    /// <param name="text">The prompt and the line.</param>
    /// <param name="index">The element.</param>
    /// <param name="lineStart">Where the prompt ends: a mark there has nothing to sit on.</param>
    /// <param name="column">Where it will be drawn, below <paramref name="columns"/>.</param>
    /// <param name="columns">The width of the screen.</param>
    public static Glyph Measure(ReadOnlySpan<int> text, int index, int lineStart, int column, int columns)
    {
        var element = text[index];
        return element switch
        {
            '\n' => new Glyph(1, 1, true),
            '\t' => new Glyph(Math.Min(TabStop - (column % TabStop), columns - column), 1, false),
            >= ' ' and < 0x7F => new Glyph(1, 1, false),
            _ when IsDrawn(text, index, lineStart, columns) => new Glyph(1, CellWidth.Of(element), false),
            _ => new Glyph(Code(element).Length, 1, false),
        };
    }

    /// <summary>The pieces of the element at <paramref name="index"/>.</summary>
    public string TextOf(ReadOnlySpan<int> text, int index, int lineStart, int columns)
    {
        var element = text[index];
        return element switch
        {
            '\n' => "",
            '\t' => new string(' ', Count),
            >= ' ' and < 0x7F => ((char)element).ToString(),
            _ when IsDrawn(text, index, lineStart, columns) => char.ConvertFromUtf32(element),
            _ => Code(element),
        };
    }

    /// <summary>Whether an element can be drawn as itself; all others are drawn by their code.</summary>
    private static bool IsDrawn(ReadOnlySpan<int> text, int index, int lineStart, int columns)
    {
        if (!IsVisible(text[index], columns))
        {
            return false;
        }

        for (var marks = 0; CellWidth.IsMark(text[index]); marks++, index--)
        {
            if (marks == MaxMarks || index == 0 || index == lineStart || !IsVisible(text[index - 1], columns))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVisible(int element, int columns) => element
        is >= ' ' and not 0x7F
        && (element < 0x7F
            || (!Printable.NeedsCode(element, Rune.GetUnicodeCategory(new Rune(element))) && CellWidth.Of(element) <= columns));

    private static string Code(int element) => TextElement.IsBroken(element)
        ? $"‹x{TextElement.ByteOf(element):X2}›"
        : $"‹U+{element:X4}›";
}
