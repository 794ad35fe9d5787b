using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Reads <c>${…}</c>. What is not one of the documented forms becomes an opaque part.</summary>
internal sealed partial class ShellParser
{
    private static readonly string[] ParameterOperators =
    [
        ":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,", "~~",
        "-", "=", "?", "+", "#", "%", "/", "^", ",", "~", ":",
    ];

    private WordPart ParseBracedParameter(bool isQuoted)
    {
        Enter();
        var start = _pos;
        var close = FindClose(start + 2, '{', '}');
        WordPart? part = null;
        try
        {
            _pos = start + 2;
            part = TryParseParameter(start, isQuoted);
        }
        catch (ShellSyntaxException failure) when (close >= 0 && !failure.IsUnfinished)
        {
        }

        if (part is null)
        {
            _pos = start;
            Retry();
            if (close < 0)
            {
                throw Fail("'${' is not closed");
            }

            _pos = close + 1;
            part = new OpaquePart(Span(start, _pos), "an expansion of a form that is not read");
        }

        Leave();
        return part;
    }

    private ParameterExpansion? TryParseParameter(int start, bool isQuoted)
    {
        var isLength = Peek() == '#' && Peek(1) != '}';
        var isIndirect = Peek() == '!' && (IsName(Peek(1)) || Peek(1) is '@' or '#');
        _pos += isLength || isIndirect ? 1 : 0;
        var name = ParseParameterName();
        if (name is null)
        {
            return null;
        }

        ArithmeticExpression? subscript = null;
        if (Peek() == '[' && IsNameStart(name[0]))
        {
            var close = FindClose(_pos + 1, '[', ']');
            if (close < 0)
            {
                return null;
            }

            _pos++;
            subscript = ParseArithmeticText(close);
            _pos++;
        }

        var operation = "";
        Word? operand = null;
        if (Peek() != '}')
        {
            operation = isLength ? null : ParseParameterOperator(isIndirect);
            if (operation is null)
            {
                return null;
            }

            if (operation[0] != '@' && operation != "*")
            {
                operand = ParseOperand(isQuoted, operation);
            }
        }

        if (operand is null && operation.Length > 0 && operation[0] != '@' && operation != "*")
        {
            return null;
        }

        if (Peek() != '}')
        {
            return null;
        }

        _pos++;
        return new ParameterExpansion(Span(start, _pos), name, isIndirect, isLength, subscript, operation, operand);
    }

    private string? ParseParameterName()
    {
        var start = _pos;
        if (char.IsAsciiDigit(Peek()))
        {
            while (char.IsAsciiDigit(Peek()))
            {
                _pos++;
            }
        }
        else if (IsNameStart(Peek()))
        {
            while (IsName(Peek()))
            {
                _pos++;
            }
        }
        else if (Peek() is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            _pos++;
        }

        return _pos == start ? null : _text[start.._pos];
    }

    private string? ParseParameterOperator(bool isIndirect)
    {
        if (Peek() == '@' && char.IsAsciiLetter(Peek(1)) && Peek(2) == '}')
        {
            _pos += 2;
            return "@" + _text[_pos - 1];
        }

        if (isIndirect && Peek() is '*' or '@' && Peek(1) == '}')
        {
            // ${!prefix*}: names of variables.
            _pos++;
            return _text[_pos - 1].ToString();
        }

        var found = Array.Find(ParameterOperators, At);
        _pos += found?.Length ?? 0;
        return found;
    }

    /// <summary>The word after the operator, up to the closing brace; null where quotes make its end uncertain.</summary>
    private Word? ParseOperand(bool isQuoted, string operation)
    {
        var start = _pos;
        var parts = new List<WordPart>();
        var literal = new LiteralRun(this, parts, isQuoted);
        var singleQuoteIsPlain = isQuoted && operation.TrimStart(':') is "-" or "=" or "?" or "+";
        while (_pos < _end && Peek() != '}')
        {
            var c = Peek();
            if (isQuoted && c == '\'')
            {
                if (!singleQuoteIsPlain)
                {
                    return null;
                }

                literal.Take();
            }
            else if (isQuoted && c == '$' && Peek(1) is '\'' or '"')
            {
                return null;
            }
            else if (!isQuoted && c is '<' or '>' && Peek(1) == '(')
            {
                literal.Flush();
                parts.Add(ParseProcessSubstitution());
            }
            else if (!TryParseQuotedOrExpansion(parts, literal))
            {
                literal.Take();
            }
        }

        literal.Flush();
        return new Word(Span(start, _pos), parts);
    }
}
