namespace SshGate.Terminal.Editing;

/// <summary>
/// The statements of one session, for the arrow keys. It is never expanded (<c>!!</c>): what is taken from it stands on the
/// screen before it is entered (catalogue B7).
/// </summary>
public sealed class LineHistory
{
    /// <summary>As bash's HISTSIZE.</summary>
    private const int MaxEntries = 500;

    /// <summary>A session's memory for it, in characters.</summary>
    private const int MaxElements = 256 * 1024;

    private readonly List<int[]> _entries = [];
    private int _elements;

    internal int Count => _entries.Count;

    internal int[] this[int index] => _entries[index];

    /// <summary>Adds a statement, unless it is empty or the same as the last one.</summary>
    /// <param name="statement">UTF-8 text; its line feed at the end is not kept.</param>
    public void Add(ReadOnlySpan<byte> statement)
    {
        var entry = TextElement.Of(statement.TrimEnd("\r\n"u8));
        if (entry.AsSpan().Trim([' ', '\t', '\n']).IsEmpty || (_entries.Count > 0 && _entries[^1].AsSpan().SequenceEqual(entry)))
        {
            return;
        }

        _entries.Add(entry);
        _elements += entry.Length;
        var excess = 0;
        while (_entries.Count - excess > MaxEntries || (_elements > MaxElements && excess < _entries.Count))
        {
            _elements -= _entries[excess].Length;
            excess++;
        }

        _entries.RemoveRange(0, excess);
    }

    /// <summary>The newest entry before <paramref name="before"/> that contains a text; -1 if there is none.</summary>
    internal int Find(ReadOnlySpan<int> text, int before)
    {
        for (var i = Math.Min(before, _entries.Count) - 1; i >= 0; i--)
        {
            if (_entries[i].AsSpan().IndexOf(text) >= 0)
            {
                return i;
            }
        }

        return -1;
    }
}
