namespace SshGate.Policy.Parsing;

/// <summary>Finds the end of bracketed text without interpreting it, as bash's parse_matched_pair does.</summary>
internal sealed partial class ShellParser
{
    /// <summary>The offset of the bracket that closes the one before <paramref name="from"/>, or -1.</summary>
    private int FindClose(int from, char open, char close)
    {
        var found = FindClose(from, open, close, 0);
        return found < 0 && _isPartial && _end == _text.Length ? throw Unclosed("a bracket is not closed") : found;
    }

    private int FindClose(int from, char open, char close, int depth)
    {
        if (!_effort.Nest(depth))
        {
            throw Fail("brackets nested too deeply");
        }

        var count = 0;
        for (var i = from; i < _end; i++)
        {
            Spend(1);
            var c = _text[i];
            if (c == close)
            {
                if (count-- == 0)
                {
                    return i;
                }
            }
            else if (c == open)
            {
                count++;
            }
            else
            {
                i = SkipQuoted(i, depth);
                if (i < 0)
                {
                    return -1;
                }
            }
        }

        return -1;
    }

    /// <summary>The last offset of the quoted or bracketed text that starts here; the same offset if none does; -1 if it has no end.</summary>
    private int SkipQuoted(int at, int depth)
    {
        switch (_text[at])
        {
            case '\\':
                return at + 1;
            case '\'':
                var single = _text.IndexOf('\'', at + 1, _end - at - 1);
                Spend((single < 0 ? _end : single) - at);
                return single;
            case '"':
                return FindQuote(at + 1, depth + 1);
            case '`':
                return FindBackquote(at + 1);
            case '$' when at + 1 < _end && _text[at + 1] == '(':
                return FindClose(at + 2, '(', ')', depth + 1);
            case '$' when at + 1 < _end && _text[at + 1] == '{':
                return FindClose(at + 2, '{', '}', depth + 1);
            default:
                return at;
        }
    }

    private int FindQuote(int from, int depth)
    {
        for (var i = from; i < _end; i++)
        {
            Spend(1);
            if (_text[i] == '"')
            {
                return i;
            }

            if (_text[i] != '\'')
            {
                i = SkipQuoted(i, depth);
                if (i < 0)
                {
                    return -1;
                }
            }
        }

        return -1;
    }

    private void Spend(int characters)
    {
        if (!_effort.Search(characters))
        {
            throw Fail("too many brackets without an end");
        }
    }

    private int FindBackquote(int from)
    {
        for (var i = from; i < _end; i++)
        {
            Spend(1);
            if (_text[i] == '`')
            {
                return i;
            }

            if (_text[i] == '\\')
            {
                i++;
            }
        }

        return -1;
    }
}
