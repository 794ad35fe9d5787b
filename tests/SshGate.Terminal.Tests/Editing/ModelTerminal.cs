using System.Globalization;
using System.Text;
using SshGate.Terminal.Editing;

namespace SshGate.Terminal.Tests.Editing;

/// <summary>
/// A small terminal that does what xterm does with the sequences an editor may use, and throws at any other: a margin that
/// holds the cursor until the next character, scrolling, wide and combining characters, and a resize that cuts rows.
/// </summary>
internal sealed class ModelTerminal(int columns, int rows)
{
    private readonly Decoder _decoder = new UTF8Encoding(false, true).GetDecoder();
    private readonly List<string[]> _grid = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private readonly StringBuilder _sequence = new();
    private char _high;
    private bool _waits;

    public int Columns { get; private set; } = columns;

    public int Rows { get; private set; } = rows;

    public int Row { get; private set; }

    public int Column { get; private set; }

    /// <summary>Rows that left the screen at its top.</summary>
    public List<string> Scrollback { get; } = [];

    /// <summary>Every row ever, oldest first.</summary>
    public IReadOnlyList<string> All => [.. Scrollback, .. _grid.Select(Text)];

    /// <summary>The cursor's row in <see cref="All"/>.</summary>
    public int AbsoluteRow => Scrollback.Count + Row;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var chars = new char[bytes.Length + 4];
        var count = _decoder.GetChars(bytes, chars, flush: false);
        foreach (var c in chars.AsSpan(0, count))
        {
            Next(c);
        }
    }

    public void Resize(int columns, int rows)
    {
        for (var i = 0; i < _grid.Count; i++)
        {
            var row = Blank(columns);
            _grid[i].AsSpan(0, Math.Min(columns, Columns)).CopyTo(row);
            _grid[i] = row;
        }

        while (_grid.Count > rows)
        {
            if (Row < _grid.Count - 1)
            {
                _grid.RemoveAt(_grid.Count - 1);
            }
            else
            {
                Scrollback.Add(Text(_grid[0]));
                _grid.RemoveAt(0);
                Row--;
            }
        }

        while (_grid.Count < rows)
        {
            _grid.Add(Blank(columns));
        }

        (Columns, Rows) = (columns, rows);
        Column = Math.Min(Column, columns - 1);
        _waits = false;
    }

    private static string[] Blank(int columns)
    {
        var row = new string[columns];
        Array.Fill(row, " ");
        return row;
    }

    private static string Text(string[] row) => string.Concat(row).TrimEnd();

    private void Next(char c)
    {
        if (_sequence.Length > 0)
        {
            _sequence.Append(c);
            if (_sequence.Length > 2 && c is >= '@' and <= '~')
            {
                var sequence = _sequence.ToString();
                _sequence.Clear();
                Act(sequence);
            }
        }
        else if (c == '\u001b')
        {
            _sequence.Append(c);
        }
        else if (char.IsHighSurrogate(c))
        {
            _high = c;
        }
        else
        {
            Put(char.IsLowSurrogate(c) ? char.ConvertToUtf32(_high, c) : c);
        }
    }

    private void Put(int value)
    {
        switch (value)
        {
            case '\a':
                return;
            case '\b':
                Column = Math.Max(0, Column - 1);
                _waits = false;
                return;
            case '\r':
                Column = 0;
                _waits = false;
                return;
            case '\n':
                LineFeed();
                return;
        }

        if (value < ' ' || value is >= 0x7F and < 0xA0)
        {
            throw new InvalidOperationException($"control character {value:X}");
        }

        var text = char.ConvertFromUtf32(value);
        var width = CellWidth.Of(value);
        if (width == 0)
        {
            var on = _waits ? Column : Column - 1;
            _grid[Row][on >= 1 && _grid[Row][on].Length == 0 ? on - 1 : on] += text;
            return;
        }

        if (_waits || Column + width > Columns)
        {
            throw new InvalidOperationException("the terminal had to break a row");
        }

        _grid[Row][Column] = text;
        if (width == 2)
        {
            _grid[Row][Column + 1] = "";
        }

        _waits = Column + width == Columns;
        Column = Math.Min(Column + width, Columns - 1);
    }

    private void LineFeed()
    {
        if (Row < Rows - 1)
        {
            Row++;
            return;
        }

        Scrollback.Add(Text(_grid[0]));
        _grid.RemoveAt(0);
        _grid.Add(Blank(Columns));
    }

    private void Act(string sequence)
    {
        if (sequence is "\u001b[?2004h" or "\u001b[?2004l")
        {
            return;
        }

        var parameter = sequence[2..^1];
        var count = parameter.Length == 0 ? 1 : int.Parse(parameter, CultureInfo.InvariantCulture);
        _waits &= sequence[^1] is 'J' or 'K';
        switch (sequence[^1])
        {
            case 'A':
                Row = Math.Max(0, Row - count);
                break;
            case 'B':
                Row = Math.Min(Rows - 1, Row + count);
                break;
            case 'C':
                Column = Math.Min(Columns - 1, Column + count);
                break;
            case 'D':
                Column = Math.Max(0, Column - count);
                break;
            case 'H' when parameter.Length == 0:
                (Row, Column) = (0, 0);
                break;
            case 'K' when parameter.Length == 0:
                _grid[Row].AsSpan(Column).Fill(" ");
                break;
            case 'J' when parameter.Length == 0:
                _grid[Row].AsSpan(Column).Fill(" ");
                Clear(Row + 1);
                break;
            case 'J' when parameter == "2":
                Clear(0);
                break;
            default:
                throw new InvalidOperationException("unknown sequence " + Printable.Escape(sequence));
        }
    }

    private void Clear(int from)
    {
        for (var i = from; i < Rows; i++)
        {
            _grid[i] = Blank(Columns);
        }
    }
}
