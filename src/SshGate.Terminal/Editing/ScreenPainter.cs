using System.Buffers;
using System.Globalization;
using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// Draws on a terminal that knows the few sequences every one since the VT100 knows: cursor up, right and left, erase to the
/// end of line and screen. Never the alternate screen, never a scroll region. A line that is higher than the screen is shown
/// in part, around the cursor.
/// </summary>
internal sealed class ScreenPainter(int columns, int rows) : IPainter
{
    private readonly LineLayout _layout = new();
    private readonly List<ScreenRow> _shown = [];
    private int _columns = columns;
    private int _rows = rows;
    private int _top;
    private ScreenPosition _at;

    public bool MovesCursor => true;

    public void Begin(IBufferWriter<byte> output)
    {
        Forget();
        // Bracketed paste: the terminal says what was pasted, so that a line feed in it does not run anything.
        Write(output, "\u001b[?2004h");
    }

    public void Show(ReadOnlySpan<int> text, int lineStart, int cursor, IBufferWriter<byte> output)
    {
        _layout.Set(text, lineStart, _columns);
        var target = _layout.Of(cursor);
        var top = TopFor(target.Row);
        var count = Math.Min(_rows, _layout.Rows - top);
        for (var i = 0; i < count; i++)
        {
            Draw(i, _layout.Row(top + i), output);
        }

        EraseBelow(count, output);
        _top = top;
        MoveTo(new ScreenPosition(target.Row - top, target.Column), output);
    }

    public void End(IBufferWriter<byte> output)
    {
        Write(output, "\u001b[?2004l");
        if (_at is not { Row: > 0, Column: 0 })
        {
            // A line that ends at the right margin has opened the next row already.
            Write(output, "\r\n");
        }

        Forget();
    }

    public void Resize(int columns, int rows, IBufferWriter<byte> output)
    {
        if (_shown.Count > 0)
        {
            // Rows are divided by line feeds, so no terminal joins them. One that wraps the old rows anew when it gets
            // narrower leaves remains above; what stood above the prompt is never touched.
            MoveTo(default, output);
            Write(output, "\u001b[J");
            Forget();
        }

        _columns = columns;
        _rows = rows;
    }

    public void ClearScreen(IBufferWriter<byte> output)
    {
        Write(output, "\u001b[H\u001b[2J");
        Forget();
    }

    public void Bell(IBufferWriter<byte> output) => Write(output, "\a");

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    private void Forget()
    {
        _shown.Clear();
        _top = 0;
        _at = default;
    }

    /// <summary>The first layout row on the screen: as it was, if the cursor is visible then.</summary>
    private int TopFor(int cursorRow)
    {
        var top = Math.Clamp(_top, Math.Max(0, cursorRow - _rows + 1), cursorRow);
        return Math.Min(top, Math.Max(0, _layout.Rows - _rows));
    }

    private void Draw(int index, ScreenRow row, IBufferWriter<byte> output)
    {
        if (index == _shown.Count)
        {
            if (index > 0)
            {
                MoveTo(new ScreenPosition(index - 1, 0), output);
                Write(output, "\r\n");
                _at = new ScreenPosition(index, 0);
            }

            _shown.Add(new ScreenRow("", 0));
        }

        var shown = _shown[index];
        if (shown.Text == row.Text)
        {
            return;
        }

        var (same, cells) = SamePart(shown.Text, row.Text);
        MoveTo(new ScreenPosition(index, cells), output);
        Write(output, row.Text.AsSpan(same));
        _at = new ScreenPosition(index, row.Cells);
        // In a full row the cursor waits on the last cell, and erasing would take that.
        if (shown.Cells > row.Cells && row.Cells < _columns)
        {
            Write(output, "\u001b[K");
        }

        _shown[index] = row;
    }

    /// <summary>How much two rows have in common, in characters that stand for themselves.</summary>
    private static (int Length, int Cells) SamePart(string shown, string wanted)
    {
        var length = shown.AsSpan().CommonPrefixLength(wanted);
        // A mark that came or went changes the character before it, and half a surrogate pair is none.
        while (length > 0 && (Joins(shown, length) || Joins(wanted, length)))
        {
            length--;
        }

        var cells = 0;
        foreach (var rune in wanted.AsSpan(0, length).EnumerateRunes())
        {
            cells += CellWidth.Of(rune.Value);
        }

        return (length, cells);
    }

    private static bool Joins(string text, int index) =>
        index < text.Length && (char.IsLowSurrogate(text[index])
            || (Rune.TryGetRuneAt(text, index, out var rune) && CellWidth.IsMark(rune.Value)));

    private void EraseBelow(int count, IBufferWriter<byte> output)
    {
        if (count < _shown.Count)
        {
            MoveTo(new ScreenPosition(count, 0), output);
            Write(output, "\u001b[J");
            _shown.RemoveRange(count, _shown.Count - count);
        }
    }

    private void MoveTo(ScreenPosition target, IBufferWriter<byte> output)
    {
        if (target.Row != _at.Row)
        {
            var direction = target.Row < _at.Row ? 'A' : 'B';
            Write(output, Sequence(Math.Abs(target.Row - _at.Row), direction));
        }

        // Behind a full row the terminal's own column is not ours: only CR leads out of it.
        var isKnown = _at.Column < _columns;
        if (isKnown && target.Column < _at.Column && target.Column > 0)
        {
            var distance = _at.Column - target.Column;
            Write(output, distance == 1 ? "\b" : Sequence(distance, 'D'));
        }
        else if (!isKnown || target.Column < _at.Column)
        {
            Write(output, "\r");
            _at = default;
        }

        if (target.Column > _at.Column)
        {
            Write(output, Sequence(target.Column - _at.Column, 'C'));
        }

        _at = target;
    }

    private static string Sequence(int count, char final) =>
        count == 1 ? $"\u001b[{final}" : string.Create(CultureInfo.InvariantCulture, $"\u001b[{count}{final}");
}
