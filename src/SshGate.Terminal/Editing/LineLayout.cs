using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// Where each element of prompt and line lies on a screen of some width. Rows are broken here and not by the terminal, so
/// that nothing depends on what it does at its right margin. Only what changed is laid out again.
/// </summary>
internal sealed class LineLayout
{
    // Where each element found the cursor: it may still move to the next row because it needs more room.
    private readonly List<ScreenPosition> _found = [];
    private int[] _text = [];
    private int _count;
    private int _lineStart;
    private int _columns;
    private ScreenPosition _next;

    /// <summary>Rows that are needed, with the one of a cursor behind the last element.</summary>
    public int Rows => End.Row + 1;

    private ScreenPosition End => Wrapped(_next, 1);

    /// <summary>Lays the text out.</summary>
    /// <param name="text">The prompt and the line.</param>
    /// <param name="lineStart">Where the prompt ends.</param>
    /// <param name="columns">The width of the screen.</param>
    public void Set(ReadOnlySpan<int> text, int lineStart, int columns)
    {
        var same = _columns == columns && _lineStart == lineStart
            ? _text.AsSpan(0, _count).CommonPrefixLength(text)
            : 0;
        _next = same == 0 ? default : same == _count ? _next : _found[same];
        _found.RemoveRange(same, _count - same);
        Keep(text);
        _lineStart = lineStart;
        _columns = columns;
        for (var i = same; i < text.Length; i++)
        {
            _found.Add(_next);
            _next = Place(i, _next);
        }
    }

    /// <summary>The cell of a cursor that stands on an element, or behind the last one.</summary>
    public ScreenPosition Of(int index)
    {
        if (index >= _count)
        {
            return End;
        }

        var start = Wrapped(_found[index], Measure(index, _found[index]).Width);
        return start with { Column = Math.Min(start.Column, _columns - 1) };
    }

    /// <summary>What a row shows.</summary>
    public ScreenRow Row(int row)
    {
        var text = new StringBuilder();
        var cells = 0;
        for (var i = FirstIn(row); i < _count && _found[i].Row <= row; i++)
        {
            var glyph = Measure(i, _found[i]);
            if (glyph.EndsRow)
            {
                continue;
            }

            var piece = glyph.TextOf(_text.AsSpan(0, _count), i, _lineStart, _columns);
            var length = piece.Length / glyph.Count;
            var at = _found[i];
            for (var part = 0; part < glyph.Count; part++)
            {
                at = Wrapped(at, glyph.Width);
                if (at.Row == row)
                {
                    text.Append(piece.AsSpan(part * length, length));
                    cells += glyph.Width;
                }

                at = at with { Column = at.Column + glyph.Width };
            }
        }

        return new ScreenRow(text.ToString(), cells);
    }

    /// <summary>The last element before the row, which may reach into it, or the first one.</summary>
    private int FirstIn(int row)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_found[middle].Row < row)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(0, low - 1);
    }

    private ScreenPosition Place(int index, ScreenPosition at)
    {
        var glyph = Measure(index, at);
        for (var part = 0; part < glyph.Count; part++)
        {
            at = Wrapped(at, glyph.Width);
            at = at with { Column = at.Column + glyph.Width };
        }

        return glyph.EndsRow ? new ScreenPosition(at.Row + 1, 0) : at;
    }

    // A tab is measured where it will stand: at the start of the next row if this one is full.
    private Glyph Measure(int index, ScreenPosition at) =>
        Glyph.Measure(_text.AsSpan(0, _count), index, _lineStart, Wrapped(at, 1).Column, _columns);

    private ScreenPosition Wrapped(ScreenPosition at, int width) =>
        width > 0 && at.Column + width > _columns ? new ScreenPosition(at.Row + 1, 0) : at;

    private void Keep(ReadOnlySpan<int> text)
    {
        if (_text.Length < text.Length)
        {
            _text = new int[Math.Max(text.Length, 2 * _text.Length)];
        }

        text.CopyTo(_text);
        _count = text.Length;
    }
}
