using System.Buffers;
using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Words, quoting, assignments and arrays.</summary>
internal sealed partial class ShellParser
{
    /// <summary>What ends a run of ordinary characters outside quotes.</summary>
    private static readonly SearchValues<char> SpecialInWord = SearchValues.Create(" \t\n|&;()<>'\"\\$`");

    /// <summary>The text of a word that holds no expansion, after quote removal; null otherwise.</summary>
    private static string? WordText(Word word)
    {
        if (word.Parts is [LiteralPart only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var part in word.Parts)
        {
            switch (part)
            {
                case LiteralPart literal:
                    text.Append(literal.Text);
                    break;
                case QuotedPart quoted:
                    text.Append(quoted.Text);
                    break;
                case DoubleQuotedPart { IsLocalized: false } quoted when quoted.Parts.All(inner => inner is QuotedPart):
                    text.AppendJoin("", quoted.Parts.Cast<QuotedPart>().Select(inner => inner.Text));
                    break;
                default:
                    return null;
            }
        }

        return text.ToString();
    }

    private Word ParseWord(WordMode mode)
    {
        Grow(1);
        if (mode is WordMode.Plain or WordMode.Declaration && TryParsePlainWord(mode) is { } plain)
        {
            return plain;
        }

        Enter();
        var start = _pos;
        var parts = new List<WordPart>();
        ParseWordParts(parts, mode);
        Leave();
        return new Word(Span(start, _pos), parts);
    }

    /// <summary>The usual word: ordinary characters up to a blank or an operator. Null for any other, with nothing taken.</summary>
    private Word? TryParsePlainWord(WordMode mode)
    {
        var length = _text.AsSpan(_pos, _end - _pos).IndexOfAny(SpecialInWord);
        var end = length < 0 ? _end : _pos + length;
        if (end == _pos || (end < _end && (!IsMeta(_text[end]) || _text[end] is '<' or '>' || (_text[end] == '(' && mode == WordMode.Declaration))))
        {
            return null;
        }

        var span = Span(_pos, end);
        var part = new LiteralPart(span, Decoded(_pos, end));
        _pos = end;
        return new Word(span, [part]);
    }

    private void ParseWordParts(List<WordPart> parts, WordMode mode)
    {
        var literal = new LiteralRun(this, parts);
        var parentheses = 0;
        while (_pos < _end)
        {
            var c = Peek();
            if (mode is WordMode.Pattern or WordMode.Regex && TakesInTest(mode, literal, ref parentheses))
            {
                continue;
            }

            if (c == '(' && mode == WordMode.Declaration && EndsInAssignment(literal, parts))
            {
                literal.Flush();
                parts.Add(ParseArrayPart());
                return;
            }

            if (IsMeta(c))
            {
                if (!IsBash || c is not ('<' or '>') || Peek(1) != '(')
                {
                    break;
                }

                literal.Flush();
                parts.Add(ParseProcessSubstitution());
            }
            else if (!TryParseQuotedOrExpansion(parts, literal))
            {
                literal.Take();
            }
        }

        literal.Flush();
    }

    /// <summary>Inside <c>[[ ]]</c> parentheses belong to patterns and regular expressions.</summary>
    private bool TakesInTest(WordMode mode, LiteralRun literal, ref int parentheses)
    {
        var c = Peek();
        var opens = c == '(' && (parentheses > 0 || mode == WordMode.Regex
            || (_pos > 0 && _text[_pos - 1] is '?' or '*' or '+' or '@' or '!'));
        if (opens)
        {
            parentheses++;
        }
        else if (c == ')' && parentheses > 0)
        {
            parentheses--;
        }
        else if (!(c == '|' && mode == WordMode.Regex) && !(parentheses > 0 && IsMeta(c)))
        {
            return false;
        }

        literal.Take();
        return true;
    }

    private static bool EndsInAssignment(LiteralRun literal, List<WordPart> parts)
    {
        var text = literal.Text;
        return parts.Count == 0 && text.Length > 1 && text[^1] == '=' && IsNameStart(text[0])
            && text[..^1].TrimEnd('+').All(IsName);
    }

    /// <summary>Reads what is special everywhere outside quotes; false for an ordinary character.</summary>
    private bool TryParseQuotedOrExpansion(List<WordPart> parts, LiteralRun literal)
    {
        if (!SpecialInWord.Contains(Peek()))
        {
            return false;
        }

        Grow(1);
        switch (Peek())
        {
            case '\\' when Peek(1) == '\n' && _pos + 1 < _end:
                literal.Flush();
                _pos += 2;
                return true;
            case '\\':
                literal.Flush();
                parts.Add(ParseBackslash());
                return true;
            case '\'':
                literal.Flush();
                parts.Add(ParseSingleQuoted());
                return true;
            case '"':
                literal.Flush();
                parts.Add(ParseDoubleQuoted(_pos));
                return true;
            case '`':
                literal.Flush();
                parts.Add(ParseBackquoted(false));
                return true;
            case '$':
                if (ParseDollar(false, literal) is { } part)
                {
                    parts.Add(part);
                }

                return true;
            default:
                return false;
        }
    }

    private QuotedPart ParseBackslash()
    {
        var start = _pos++;
        if (_pos >= _end)
        {
            throw Fail("a backslash at the end");
        }

        _pos++;
        while (_pos < _end && _text[_pos - 1] > '\x7f' && _text[_pos] is >= '\x80' and < '\xc0')
        {
            // The rest of a character that takes several bytes.
            _pos++;
        }

        return new QuotedPart(Span(start, _pos), QuoteKind.Backslash, Decoded(start + 1, _pos));
    }

    private QuotedPart ParseSingleQuoted()
    {
        var start = _pos;
        var close = _text.IndexOf('\'', start + 1, _end - start - 1);
        if (close < 0)
        {
            throw Unclosed("a single quote is not closed");
        }

        _pos = close + 1;
        return new QuotedPart(Span(start, _pos), QuoteKind.Single, Decoded(start + 1, close));
    }

    /// <summary>Reads <c>"…"</c>; <paramref name="start"/> is before the dollar of <c>$"…"</c>.</summary>
    private DoubleQuotedPart ParseDoubleQuoted(int start)
    {
        Enter();
        var open = _pos++;
        var parts = new List<WordPart>();
        ParseQuotedText(parts, '"');
        if (_pos >= _end)
        {
            _pos = open;
            throw Unclosed("a double quote is not closed");
        }

        _pos++;
        Leave();
        return new DoubleQuotedPart(Span(start, _pos), start != open, parts);
    }

    /// <summary>Reads text as between double quotes up to a closing character (not taken), or to the end.</summary>
    private void ParseQuotedText(List<WordPart> parts, char close)
    {
        var literal = new LiteralRun(this, parts, true);
        while (_pos < _end && (close == '\0' || Peek() != close))
        {
            if (Peek() is '\\' or '`' or '$')
            {
                Grow(1);
            }

            switch (Peek())
            {
                case '\\' when Peek(1) == '\n' && _pos + 1 < _end:
                    literal.Flush();
                    _pos += 2;
                    break;
                case '\\' when Peek(1) is '$' or '`' or '\\' || (Peek(1) == '"' && close == '"'):
                    literal.Flush();
                    parts.Add(ParseBackslash());
                    break;
                case '\\' when _pos + 1 < _end:
                    literal.Take();
                    literal.Take();
                    break;
                case '`':
                    literal.Flush();
                    parts.Add(ParseBackquoted(close == '"'));
                    break;
                case '$':
                    if (ParseDollar(true, literal) is { } part)
                    {
                        parts.Add(part);
                    }

                    break;
                default:
                    literal.Take();
                    break;
            }
        }

        literal.Flush();
    }
}
