using System.Buffers;
using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// The gate's own line discipline for a client's terminal: bytes come in, lines go out, and what to draw. There is no target
/// behind it, so no key can do more than edit; the line that is returned is the text that will be judged, and no other.
/// Incremental: lines do not depend on how the input was divided. Not thread-safe.
/// </summary>
/// <param name="history">The session's history; the caller adds to it.</param>
/// <param name="output">Takes the bytes for the client's terminal.</param>
/// <param name="columns">Width of the terminal.</param>
/// <param name="rows">Height of the terminal.</param>
/// <param name="isPlain">The terminal knows no escape sequences: none is sent, and the cursor stays at the end.</param>
public sealed class LineEditor(LineHistory history, IBufferWriter<byte> output, int columns, int rows, bool isPlain)
{
    /// <summary>The most that a line may hold. Nobody types that; what is larger is a file, and files go another way.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private readonly IPainter _painter = isPlain
        ? new PlainPainter(Math.Max(1, columns))
        : new ScreenPainter(Math.Max(1, columns), Math.Max(1, rows));

    private readonly KeyReader _keys = new();
    private readonly LineText _line = new();
    private int[] _prompt = [];
    private int[] _painted = [];
    private int[] _killed = [];
    private int[] _draft = [];
    private int _historyIndex;
    private bool _isTooLong;
    private HistorySearch? _search;

    /// <summary>Whether a line is being edited.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Prompt and line as they should be on the screen.</summary>
    internal int[] Text => [.. _prompt, .. _line.BeforeCursor, .. _line.AfterCursor];

    /// <summary>Whether the history is being searched.</summary>
    internal bool IsSearching => _search is not null;

    /// <summary>Where the prompt ends.</summary>
    internal int LineStart => _prompt.Length;

    /// <summary>The element of <see cref="Text"/> that the cursor stands on.</summary>
    internal int Cursor => _prompt.Length + _line.Cursor;

    /// <summary>Begins a line and draws the prompt.</summary>
    /// <param name="prompt">What stands before the line; shown as text, whatever is in it.</param>
    public void Begin(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        _prompt = TextElement.Of(Encoding.UTF8.GetBytes(prompt));
        _line.Clear();
        _isTooLong = false;
        _search = null;
        _historyIndex = history.Count;
        _draft = [];
        IsActive = true;
        _painter.Begin(output);
        Paint();
    }

    /// <summary>Takes input, until it is used up or something happened.</summary>
    /// <param name="input">Bytes from the client.</param>
    /// <param name="consumed">How many of them were used; the rest belongs to the next line.</param>
    /// <returns>What happened; null if all was edited.</returns>
    public EditorEvent? Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        if (!IsActive)
        {
            throw new InvalidOperationException("no line is being edited");
        }

        for (consumed = 0; consumed < input.Length;)
        {
            if (_keys.Read(input[consumed], out var key))
            {
                consumed++;
            }

            if (key.Key != EditKey.None && Apply(key) is { } happened)
            {
                IsActive = false;
                return happened;
            }
        }

        Paint();
        return null;
    }

    /// <summary>The terminal has another size.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public void Resize(int width, int height)
    {
        _painter.Resize(Math.Max(1, width), Math.Max(1, height), output);
        if (IsActive)
        {
            Paint();
        }
    }

    /// <summary>Forgets a key, character or paste of which only a part has arrived: its rest will not come.</summary>
    public void ResetInput() => _keys.Reset();

    private EditorEvent? Apply(KeyPress key)
    {
        if (_search is not null && !ContinueSearch(key))
        {
            return null;
        }

        switch (key.Key)
        {
            case EditKey.Enter:
                return Enter();
            case EditKey.Interrupt:
                return Leave("^C", new EditorEvent.Interrupt());
            case EditKey.EndOfInput when _line.Count == 0:
                return Leave("", new EditorEvent.EndOfInput());
            default:
                Edit(key);
                return null;
        }
    }

    private EditorEvent Enter()
    {
        EditorEvent entered = _isTooLong ? new EditorEvent.Refused(LineProblem.TooLong)
            : _line.Broken > 0 ? new EditorEvent.Refused(LineProblem.NotText)
            : new EditorEvent.Line(TextElement.Encode(_line.ToArray()));
        return Leave("", entered);
    }

    /// <summary>The line is over: what is shown stays there.</summary>
    private EditorEvent Leave(string mark, EditorEvent happened)
    {
        _line.MoveTo(_line.Count);
        foreach (var c in mark)
        {
            _line.Insert([c]);
        }

        Paint();
        _painter.End(output);
        return happened;
    }

    private void Edit(KeyPress key)
    {
        switch (key.Key)
        {
            case EditKey.Text:
                Insert([key.Value]);
                break;
            case EditKey.Broken:
                Insert([TextElement.Broken(key.Value)]);
                break;
            case EditKey.Yank:
                Insert(_killed);
                break;
            case EditKey.Backspace when _line.Cursor > 0:
                _line.RemoveTo(_line.Cursor - 1);
                break;
            case EditKey.KillToStart:
                Kill(0);
                break;
            case EditKey.KillBlankWord:
                Kill(WordMotion.BlankWordLeft(_line.BeforeCursor));
                break;
            case EditKey.KillWordLeft:
                Kill(WordMotion.WordLeft(_line.BeforeCursor));
                break;
            case EditKey.Older when _historyIndex > 0:
                Recall(_historyIndex - 1);
                break;
            case EditKey.Newer when _historyIndex < history.Count:
                Recall(_historyIndex + 1);
                break;
            case EditKey.ClearScreen:
                _painter.ClearScreen(output);
                break;
            case EditKey.Search:
                _search = new HistorySearch(history);
                break;
            default:
                if (_painter.MovesCursor)
                {
                    EditAtCursor(key.Key);
                }

                break;
        }

        // Only an emptied line is again what was typed.
        _isTooLong &= _line.Count > 0;
    }

    /// <summary>What needs a cursor that can stand inside the line.</summary>
    private void EditAtCursor(EditKey key)
    {
        switch (key)
        {
            case EditKey.Left when _line.Cursor > 0:
                _line.MoveTo(_line.Cursor - WordMotion.Left(_line.BeforeCursor));
                break;
            case EditKey.Right:
                _line.MoveTo(_line.Cursor + WordMotion.Right(_line.AfterCursor));
                break;
            case EditKey.WordLeft:
                _line.MoveTo(WordMotion.WordLeft(_line.BeforeCursor));
                break;
            case EditKey.WordRight:
                _line.MoveTo(_line.Cursor + WordMotion.WordRight(_line.AfterCursor));
                break;
            case EditKey.Home:
                _line.MoveTo(0);
                break;
            case EditKey.End:
                _line.MoveTo(_line.Count);
                break;
            case EditKey.Delete or EditKey.EndOfInput:
                _line.RemoveTo(_line.Cursor + WordMotion.Right(_line.AfterCursor));
                break;
            case EditKey.KillToEnd:
                Kill(_line.Count);
                break;
            case EditKey.KillWordRight:
                Kill(_line.Cursor + WordMotion.WordRight(_line.AfterCursor));
                break;
            default:
                break;
        }
    }

    private void Insert(ReadOnlySpan<int> elements)
    {
        var bytes = 0;
        foreach (var element in elements)
        {
            bytes += TextElement.Length(element);
        }

        if (_line.Bytes + bytes > MaxLineBytes)
        {
            if (!_isTooLong)
            {
                _painter.Bell(output);
            }

            _isTooLong = true;
            return;
        }

        _line.Insert(elements);
    }

    private void Kill(int position)
    {
        if (position != _line.Cursor)
        {
            _killed = _line.RemoveTo(position);
        }
    }

    private void Recall(int index)
    {
        if (_historyIndex == history.Count)
        {
            _draft = _line.ToArray();
        }

        _historyIndex = index;
        Replace(index == history.Count ? _draft : history[index]);
    }

    private void Replace(ReadOnlySpan<int> elements)
    {
        _line.Clear();
        _isTooLong = false;
        Insert(elements);
    }

    /// <summary>True if the search is over and the key is one for the line.</summary>
    private bool ContinueSearch(KeyPress key)
    {
        switch (key.Key)
        {
            case EditKey.Text when key.Value != '\n':
                _search!.Narrow(key.Value);
                return false;
            case EditKey.Backspace:
                _search!.Widen();
                return false;
            case EditKey.Search:
                _search!.Older();
                return false;
            default:
                var found = _search!.Found;
                _search = null;
                if (found >= 0 && key.Key is not (EditKey.Cancel or EditKey.Interrupt))
                {
                    Recall(found);
                }

                return true;
        }
    }

    private void Paint()
    {
        if (_search is { } search)
        {
            var prompt = search.Prompt();
            int[] found = [.. prompt, .. search.Match];
            _painter.Show(found, prompt.Length, found.Length, output);
            return;
        }

        var count = LineStart + _line.Count;
        if (_painted.Length < count)
        {
            // Kept between keys: a long line is not allocated anew with each of them.
            _painted = new int[Math.Max(count, 2 * _painted.Length)];
        }

        _prompt.CopyTo(_painted.AsSpan());
        _line.BeforeCursor.CopyTo(_painted.AsSpan(LineStart));
        _line.AfterCursor.CopyTo(_painted.AsSpan(Cursor));
        _painter.Show(_painted.AsSpan(0, count), LineStart, Cursor, output);
    }
}
