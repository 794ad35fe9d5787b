using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>What starts with a dollar, a backquote, or <c>&lt;(</c>.</summary>
internal sealed partial class ShellParser
{
    /// <summary>Reads an expansion; null when the dollar is an ordinary character, which the run then holds.</summary>
    private WordPart? ParseDollar(bool isQuoted, LiteralRun literal)
    {
        var start = _pos;
        switch (Peek(1))
        {
            case '(':
                literal.Flush();
                return Peek(2) == '(' && ParseArithmeticExpansion() is { } arithmetic
                    ? arithmetic
                    : ParseCommandSubstitution();
            case '{':
                literal.Flush();
                return ParseBracedParameter(isQuoted);
            case '[' when IsBash:
                literal.Flush();
                return ParseBracketArithmetic();
            case '\'' when !isQuoted && _reading != ShellReading.Dash:
                literal.Flush();
                return ParseAnsiQuoted();
            case '"' when !isQuoted && IsBash:
                literal.Flush();
                _pos++;
                return ParseDoubleQuoted(start);
            case '\\' when Peek(2) == '\n':
                // bash joins the lines before it looks at what follows the dollar; nobody writes this in earnest.
                literal.Flush();
                _pos++;
                return new OpaquePart(Span(start, _pos), "a dollar before a continued line");
            case var c when IsNameStart(c):
                literal.Flush();
                _pos++;
                while (IsName(Peek()))
                {
                    _pos++;
                }

                return Parameter(start, _text[(start + 1).._pos]);
            case var c when char.IsAsciiDigit(c) || c is '@' or '*' or '#' or '?' or '-' or '$' or '!':
                literal.Flush();
                _pos += 2;
                return Parameter(start, c.ToString());
            default:
                literal.Take();
                return null;
        }
    }

    private ParameterExpansion Parameter(int start, string name) =>
        new(Span(start, _pos), name, false, false, null, "", null);

    private WordPart ParseCommandSubstitution()
    {
        var start = _pos;
        _pos += 2;
        return ParseSubstitution(start, list => new CommandSubstitution(Span(start, _pos), list, false));
    }

    private WordPart ParseProcessSubstitution()
    {
        var start = _pos;
        var isOutput = Peek() == '>';
        _pos += 2;
        return ParseSubstitution(start, list => new ProcessSubstitution(Span(start, _pos), list, isOutput));
    }

    private WordPart ParseSubstitution(int start, Func<CommandList, WordPart> make)
    {
        var outer = _pending;
        _pending = [];
        var list = ParseList();
        CloseParenthesis();
        var isSplit = _pending.Count > 0 || (outer.Count > 0 && _text.IndexOf('\n', start, _pos - start) >= 0);
        _pending = outer;
        return isSplit
            ? new OpaquePart(Span(start, _pos), "a here-document crosses the substitution")
            : make(list);
    }

    private WordPart ParseBackquoted(bool isQuoted)
    {
        var start = _pos;
        var close = FindBackquote(start + 1);
        if (close < 0)
        {
            throw Unclosed("a backquote is not closed");
        }

        // POSIX XCU 2.6.3: inside backquotes a backslash quotes only $, ` and \ (and " between double quotes).
        var inner = new StringBuilder();
        var offsets = new List<int>();
        for (var i = start + 1; i < close; i++)
        {
            if (_text[i] == '\\' && (_text[i + 1] is '$' or '`' or '\\' || (isQuoted && _text[i + 1] == '"')))
            {
                i++;
            }

            inner.Append(_text[i]);
            offsets.Add(_offsets is null ? i : _offsets[i]);
        }

        offsets.Add(_offsets is null ? close : _offsets[close]);
        _pos = close + 1;
        var span = Span(start, _pos);
        Enter();
        Leave();
        try
        {
            var list = new ShellParser(inner.ToString(), [.. offsets], _depth + 1, _effort, _reading).ParseAll();
            return new CommandSubstitution(span, list, true);
        }
        catch (ShellSyntaxException failure)
        {
            Retry();
            return new OpaquePart(span, failure.Message);
        }
    }

    private void Retry()
    {
        if (!_effort.Retry())
        {
            throw Fail("too many expansions that cannot be read");
        }
    }

    private ArithmeticExpansion? ParseArithmeticExpansion()
    {
        var start = _pos;
        var close = FindClose(_pos + 3, '(', ')');
        if (close < 0 || close + 1 >= _end || _text[close + 1] != ')')
        {
            return null;
        }

        _pos += 3;
        var expression = ParseArithmeticText(close);
        _pos = close + 2;
        return new ArithmeticExpansion(Span(start, _pos), expression);
    }

    private ArithmeticExpansion ParseBracketArithmetic()
    {
        var start = _pos;
        var close = FindClose(_pos + 2, '[', ']');
        if (close < 0)
        {
            throw Fail("'$[' is not closed");
        }

        _pos += 2;
        var expression = ParseArithmeticText(close);
        _pos = close + 1;
        return new ArithmeticExpansion(Span(start, _pos), expression);
    }

    /// <summary>Reads arithmetic text up to an offset: literal pieces and the expansions in it.</summary>
    private ArithmeticExpression ParseArithmeticText(int stop)
    {
        Enter();
        var start = _pos;
        var end = _end;
        _end = stop;
        var parts = new List<WordPart>();
        ParseQuotedText(parts, '\0');
        _pos = stop;
        _end = end;
        Leave();
        return new ArithmeticExpression(Span(start, stop), parts);
    }
}
