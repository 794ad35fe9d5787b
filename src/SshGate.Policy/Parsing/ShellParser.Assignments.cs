using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Assignments and arrays.</summary>
internal sealed partial class ShellParser
{
    private Assignment? TryParseAssignment()
    {
        var start = _pos;
        var at = _pos;
        while (at < _end && IsName(_text[at]))
        {
            at++;
        }

        if (at == _pos || !IsNameStart(_text[_pos]) || at >= _end)
        {
            return null;
        }

        var name = _text[_pos..at];
        ArithmeticExpression? subscript = null;
        if (_text[at] == '[' && IsBash)
        {
            var close = FindClose(at + 1, '[', ']');
            if (close < 0 || close + 1 >= _end || !AssignsAt(close + 1))
            {
                return null;
            }

            _pos = at + 1;
            subscript = ParseArithmeticText(close);
            at = close + 1;
        }
        else if (!AssignsAt(at))
        {
            return null;
        }

        var isAppend = _text[at] == '+';
        _pos = at + (isAppend ? 2 : 1);
        if (Peek() == '(' && IsBash)
        {
            var elements = ParseArrayElements();
            return new Assignment(Span(start, _pos), name, subscript, isAppend, null, elements);
        }

        var value = ParseWord(WordMode.Plain);
        return new Assignment(Span(start, _pos), name, subscript, isAppend, value, null);
    }

    private bool AssignsAt(int at) =>
        _text[at] == '=' || (_text[at] == '+' && IsBash && at + 1 < _end && _text[at + 1] == '=');

    private ArrayPart ParseArrayPart()
    {
        var start = _pos;
        var elements = ParseArrayElements();
        return new ArrayPart(Span(start, _pos), elements);
    }

    private List<ArrayElement> ParseArrayElements()
    {
        _pos++;
        var elements = new List<ArrayElement>();
        while (true)
        {
            SkipNewlines();
            if (Peek() == ')')
            {
                _pos++;
                return elements;
            }

            if (AtWordEnd())
            {
                throw Unexpected();
            }

            var start = _pos;
            ArithmeticExpression? subscript = null;
            if (Peek() == '[' && FindClose(_pos + 1, '[', ']') is var close && close > 0 && close + 1 < _end
                && AssignsAt(close + 1))
            {
                _pos++;
                subscript = ParseArithmeticText(close);
                _pos = close + (_text[close + 1] == '+' ? 3 : 2);
            }

            var value = ParseWord(WordMode.Plain);
            elements.Add(new ArrayElement(Span(start, _pos), subscript, value));
        }
    }
}
