namespace SshGate.Policy.Parsing;

/// <summary>Characters, blanks, comments, reserved words, spans and failures.</summary>
internal sealed partial class ShellParser
{
    private char Peek(int ahead = 0) => _pos + ahead < _end ? _text[_pos + ahead] : '\0';

    private bool At(string text) =>
        _pos + text.Length <= _end && string.CompareOrdinal(_text, _pos, text, 0, text.Length) == 0;

    private static bool IsBlank(char c) => c is ' ' or '\t';

    private static bool IsMeta(char c) => c is ' ' or '\t' or '\n' or '|' or '&' or ';' or '(' or ')' or '<' or '>';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private SourceSpan Span(int start, int end)
    {
        return _offsets is null
            ? SourceSpan.Between(start, end)
            : SourceSpan.Between(_offsets[start], _offsets[end]);
    }

    /// <summary>From a start to the end of the last child, or to here where the child is empty.</summary>
    private SourceSpan Span(int start, SourceSpan last, int here)
    {
        var span = Span(start, here);
        return last.End >= span.Start ? SourceSpan.Between(span.Start, last.End) : span;
    }

    private string Decoded(int start, int end) => SourceText.Decode(_text.AsSpan(start, end - start));

    private ShellSyntaxException Fail(string message) => Fail(message, _pos >= _end);

    /// <summary>What begins here has no end in this text.</summary>
    private ShellSyntaxException Unclosed(string message) => Fail(message, true);

    private ShellSyntaxException Fail(string message, bool needsMore) =>
        new(message, _offsets is null ? _pos : _offsets[Math.Min(_pos, _text.Length)], needsMore && _isPartial && _end == _text.Length);

    private ShellSyntaxException Unexpected()
    {
        if (_pos >= _end)
        {
            return Fail("the command is not complete");
        }

        return Fail(Peek() == '\n' ? "unexpected end of line" : $"unexpected '{Printable(Peek())}'");
    }

    private static string Printable(char c) => c is >= ' ' and <= '~' ? c.ToString() : $"\\x{(int)c:x2}";

    private void Enter()
    {
        if (!_effort.Nest(++_depth))
        {
            throw Fail("nested too deeply");
        }
    }

    private void Leave() => _depth--;

    /// <summary>Counts parts of the tree before they are made.</summary>
    private void Grow(int nodes)
    {
        if (!_effort.Grow(nodes))
        {
            throw Fail("too many commands and words");
        }
    }

    /// <summary>Skips blanks, continued lines and a comment. A comment ends at its newline whatever stands before it.</summary>
    private void SkipBlanks()
    {
        while (true)
        {
            if (IsBlank(Peek()))
            {
                _pos++;
            }
            else if (Peek() == '\\' && Peek(1) == '\n' && _pos + 1 < _end)
            {
                _pos += 2;
            }
            else
            {
                break;
            }
        }

        if (Peek() == '#')
        {
            while (_pos < _end && _text[_pos] != '\n')
            {
                _pos++;
            }
        }
    }

    private void SkipNewlines()
    {
        while (true)
        {
            SkipBlanks();
            if (Peek() != '\n')
            {
                return;
            }

            _pos++;
            ReadHereDocuments();
        }
    }
}
