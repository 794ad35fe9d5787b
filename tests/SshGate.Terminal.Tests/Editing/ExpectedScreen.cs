using SshGate.Terminal.Editing;

namespace SshGate.Terminal.Tests.Editing;

/// <summary>What a screen should show for a text, worked out the simple way: one cell after the other, from the start.</summary>
internal sealed class ExpectedScreen
{
    private readonly int _columns;
    private readonly List<string> _rows = [""];
    private int _column;

    public ExpectedScreen(int[] text, int lineStart, int cursor, int columns)
    {
        _columns = columns;
        var marks = 3;
        for (var i = 0; i < text.Length; i++)
        {
            marks = i == lineStart ? 3 : marks;
            var element = text[i];
            var width = element < 0 || (element < ' ' && element != '\n') ? 1 : CellWidth.Of(element);
            var isMark = element >= 0x300 && width == 0;
            marks = isMark ? marks + 1 : 0;
            var isShown = element == '\n' || (element >= ' ' && width <= columns && marks <= 2
                && Printable.Escape("x" + char.ConvertFromUtf32(element)) == "x" + char.ConvertFromUtf32(element));
            Room(element != '\n' && isShown ? width : 1, i == cursor);
            if (element == '\n')
            {
                NewRow();
            }
            else if (element == '\t')
            {
                Put(new string(' ', Math.Min(8 - (_column % 8), columns - _column)), 1);
            }
            else
            {
                Put(isShown ? char.ConvertFromUtf32(element) : element < 0 ? $"‹x{(byte)~element:X2}›" : $"‹U+{element:X4}›",
                    isShown ? width : 1);
            }

            marks = isMark || (isShown && element != '\n') ? marks : 3;
        }

        Room(1, cursor == text.Length);
    }

    public IReadOnlyList<string> Rows => [.. _rows.Select(row => row.TrimEnd())];

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    private void Put(string text, int width)
    {
        if (width != 1)
        {
            Room(width, false);
            _rows[^1] += text;
            _column += width;
            return;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            Room(1, false);
            _rows[^1] += rune.ToString();
            _column++;
        }
    }

    private void Room(int width, bool isCursor)
    {
        if (width > 0 && _column + width > _columns)
        {
            NewRow();
        }

        if (isCursor)
        {
            (CursorRow, CursorColumn) = (_rows.Count - 1, Math.Min(_column, _columns - 1));
        }
    }

    private void NewRow()
    {
        _rows.Add("");
        _column = 0;
    }
}
