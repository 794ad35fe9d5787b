namespace SshGate.Terminal.Editing;

/// <summary>
/// The text being edited and the cursor in it: a gap buffer, so that typing costs the same at every length. Elements are
/// those of <see cref="TextElement"/>.
/// </summary>
internal sealed class LineText
{
    private int[] _elements = new int[256];
    private int _gapStart;
    private int _gapEnd = 256;

    /// <summary>Number of elements.</summary>
    public int Count => _gapStart + _elements.Length - _gapEnd;

    /// <summary>Bytes of the text in UTF-8.</summary>
    public int Bytes { get; private set; }

    /// <summary>How many elements are not text.</summary>
    public int Broken { get; private set; }

    /// <summary>Elements before the cursor.</summary>
    public int Cursor => _gapStart;

    public ReadOnlySpan<int> BeforeCursor => _elements.AsSpan(0, _gapStart);

    public ReadOnlySpan<int> AfterCursor => _elements.AsSpan(_gapEnd);

    public int[] ToArray() => [.. BeforeCursor, .. AfterCursor];

    public void MoveTo(int position)
    {
        if (position < _gapStart)
        {
            var moved = _elements.AsSpan(position, _gapStart - position);
            moved.CopyTo(_elements.AsSpan(_gapEnd - moved.Length));
            _gapEnd -= moved.Length;
        }
        else
        {
            var moved = _elements.AsSpan(_gapEnd, position - _gapStart);
            moved.CopyTo(_elements.AsSpan(_gapStart));
            _gapEnd += moved.Length;
        }

        _gapStart = position;
    }

    /// <summary>Inserts before the cursor.</summary>
    public void Insert(ReadOnlySpan<int> elements)
    {
        if (_gapEnd - _gapStart < elements.Length)
        {
            Grow(Count + elements.Length);
        }

        elements.CopyTo(_elements.AsSpan(_gapStart));
        _gapStart += elements.Length;
        Account(elements, 1);
    }

    /// <summary>Removes what lies between the cursor and a position on either side of it.</summary>
    /// <returns>What was removed.</returns>
    public int[] RemoveTo(int position)
    {
        int[] removed;
        if (position < _gapStart)
        {
            removed = _elements[position.._gapStart];
            _gapStart = position;
        }
        else
        {
            var length = position - _gapStart;
            removed = _elements[_gapEnd..(_gapEnd + length)];
            _gapEnd += length;
        }

        Account(removed, -1);
        return removed;
    }

    public void Clear()
    {
        _gapStart = 0;
        _gapEnd = _elements.Length;
        Bytes = 0;
        Broken = 0;
    }

    private void Account(ReadOnlySpan<int> elements, int sign)
    {
        foreach (var element in elements)
        {
            Bytes += sign * TextElement.Length(element);
            Broken += TextElement.IsBroken(element) ? sign : 0;
        }
    }

    private void Grow(int count)
    {
        var larger = new int[Math.Max(count, 2 * _elements.Length)];
        var tail = AfterCursor;
        BeforeCursor.CopyTo(larger);
        tail.CopyTo(larger.AsSpan(larger.Length - tail.Length));
        _gapEnd = larger.Length - tail.Length;
        _elements = larger;
    }
}
