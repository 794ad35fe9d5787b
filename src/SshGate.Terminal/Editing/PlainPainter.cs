using System.Buffers;
using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// Draws on a terminal that knows no escape sequences: it echoes, takes characters back with backspace, and where that does
/// not reach writes prompt and line once more on a row of their own. The cursor is always at the end.
/// </summary>
internal sealed class PlainPainter(int columns) : IPainter
{
    private readonly List<int> _shown = [];
    private readonly List<int> _cells = [];
    private int _columns = columns;
    private int _column;

    public bool MovesCursor => false;

    public void Begin(IBufferWriter<byte> output) => Forget();

    public void Show(ReadOnlySpan<int> text, int lineStart, int cursor, IBufferWriter<byte> output)
    {
        var same = 0;
        while (same < _shown.Count && same < text.Length && _shown[same] == text[same])
        {
            same++;
        }

        if (!TryTakeBack(same, output))
        {
            Encoding.UTF8.GetBytes("\r\n", output);
            Forget();
            same = 0;
        }

        for (var i = same; i < text.Length; i++)
        {
            Append(text, i, lineStart, output);
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes("\r\n", output);
        Forget();
    }

    public void Resize(int columns, int rows, IBufferWriter<byte> output) => _columns = columns;

    public void ClearScreen(IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes("\r\n", output);
        Forget();
    }

    public void Bell(IBufferWriter<byte> output)
    {
        // A terminal that prints what it does not know would show it.
    }

    private void Forget()
    {
        _shown.Clear();
        _cells.Clear();
        _column = 0;
    }

    private void Append(ReadOnlySpan<int> text, int index, int lineStart, IBufferWriter<byte> output)
    {
        var glyph = Glyph.Measure(text, index, lineStart, _column % _columns, _columns);
        Encoding.UTF8.GetBytes(
            glyph.EndsRow ? "\r\n" : glyph.TextOf(text, index, lineStart, _columns), output);
        var cells = glyph.Count * glyph.Width;
        _column = glyph.EndsRow ? 0 : _column + cells;
        _shown.Add(text[index]);
        _cells.Add(glyph.EndsRow ? int.MaxValue : cells);
    }

    /// <summary>Backspaces over what is not wanted any more; false if that would leave the row.</summary>
    private bool TryTakeBack(int count, IBufferWriter<byte> output)
    {
        var cells = 0L;
        for (var i = count; i < _shown.Count; i++)
        {
            // A mark cannot be taken off the character that it sits on.
            cells += _cells[i] == 0 ? int.MaxValue : _cells[i];
        }

        if (cells == 0)
        {
            return true;
        }

        if (cells > _column % _columns)
        {
            return false;
        }

        for (var i = 0; i < cells; i++)
        {
            Encoding.UTF8.GetBytes("\b \b", output);
        }

        _column -= (int)cells;
        _shown.RemoveRange(count, _shown.Count - count);
        _cells.RemoveRange(count, _cells.Count - count);
        return true;
    }
}
