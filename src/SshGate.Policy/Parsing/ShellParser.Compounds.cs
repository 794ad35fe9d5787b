using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>if, while, until, for, select and case.</summary>
internal sealed partial class ShellParser
{
    private IfClause ParseIf()
    {
        var start = _pos;
        var branches = new List<IfBranch>();
        CommandList? otherwise = null;
        do
        {
            var from = _pos;
            SkipReserved();
            var condition = ParseCommands();
            Expect("then");
            var body = ParseCommands();
            branches.Add(new IfBranch(Span(from, body.Span, _pos), condition, body));
        }
        while (PeekReserved() == "elif");

        if (PeekReserved() == "else")
        {
            SkipReserved();
            otherwise = ParseCommands();
        }

        Expect("fi");
        return new IfClause(Span(start, _pos), branches, otherwise, []);
    }

    private WhileClause ParseWhile()
    {
        var start = _pos;
        var isUntil = PeekReserved() == "until";
        SkipReserved();
        var condition = ParseCommands();
        var body = ParseDoGroup();
        return new WhileClause(Span(start, _pos), isUntil, condition, body, []);
    }

    private CommandList ParseDoGroup()
    {
        Expect("do");
        var body = ParseCommands();
        Expect("done");
        return body;
    }

    /// <summary>The body of a <c>for</c>: <c>do … done</c>, or bash's <c>{ … }</c>.</summary>
    private CommandList ParseForBody()
    {
        SkipNewlines();
        if (PeekReserved() != "{" || !IsBash)
        {
            return ParseDoGroup();
        }

        SkipReserved();
        var body = ParseCommands();
        Expect("}");
        return body;
    }

    private CommandNode ParseFor()
    {
        var start = _pos;
        var isSelect = PeekReserved() == "select";
        SkipReserved();
        SkipBlanks();
        if (!isSelect && At("((") && IsBash)
        {
            return ParseArithmeticFor(start);
        }

        if (AtWordEnd())
        {
            throw Unexpected();
        }

        var name = WordText(ParseWord(WordMode.Plain));
        if (name is null || name.Length == 0 || !IsNameStart(name[0]) || !name.All(IsName))
        {
            throw Fail("the loop variable is not a name");
        }

        SkipNewlines();
        List<Word>? items = null;
        if (PeekReserved() == "in")
        {
            SkipReserved();
            items = [];
            SkipBlanks();
            while (!AtWordEnd())
            {
                items.Add(ParseWord(WordMode.Plain));
                SkipBlanks();
            }

            if (Peek() is not (';' or '\n'))
            {
                throw Unexpected();
            }
        }

        if (Peek() == ';')
        {
            _pos++;
        }

        var body = ParseForBody();
        return new ForClause(Span(start, _pos), isSelect, name, items, body, []);
    }

    private ArithmeticForClause ParseArithmeticFor(int start)
    {
        var close = FindClose(_pos + 2, '(', ')');
        if (close < 0 || close + 1 >= _end || _text[close + 1] != ')')
        {
            throw Fail("'((' is not closed");
        }

        _pos += 2;
        var expressions = new List<ArithmeticExpression>();
        while (true)
        {
            var semicolon = _text.IndexOf(';', _pos, close - _pos);
            var stop = semicolon < 0 ? close : semicolon;
            expressions.Add(ParseArithmeticText(stop));
            _pos = stop + 1;
            if (semicolon < 0)
            {
                break;
            }
        }

        if (expressions.Count != 3)
        {
            throw Fail("'for ((' takes three expressions");
        }

        _pos = close + 2;
        SkipBlanks();
        if (Peek() == ';')
        {
            _pos++;
        }

        var body = ParseForBody();
        return new ArithmeticForClause(Span(start, _pos), expressions, body, []);
    }

    private CaseClause ParseCase()
    {
        var start = _pos;
        SkipReserved();
        SkipBlanks();
        if (AtWordEnd())
        {
            throw Unexpected();
        }

        var subject = ParseWord(WordMode.Plain);
        SkipNewlines();
        Expect("in");
        SkipNewlines();
        var items = new List<CaseItem>();
        while (PeekReserved() != "esac")
        {
            items.Add(ParseCaseItem(out var isLast));
            if (isLast)
            {
                break;
            }
        }

        Expect("esac");
        return new CaseClause(Span(start, _pos), subject, items, []);
    }

    private CaseItem ParseCaseItem(out bool isLast)
    {
        var start = _pos;
        if (Peek() == '(')
        {
            _pos++;
            SkipBlanks();
        }

        var patterns = new List<Word>();
        while (true)
        {
            if (AtWordEnd())
            {
                throw Unexpected();
            }

            patterns.Add(ParseWord(WordMode.Plain));
            SkipBlanks();
            if (Peek() != '|')
            {
                break;
            }

            _pos++;
            SkipBlanks();
        }

        if (Peek() != ')')
        {
            throw Unexpected();
        }

        _pos++;
        var body = ParseList();
        var end = _pos;
        isLast = Peek() != ';';
        if (!isLast)
        {
            _pos += At(";;&") ? 3 : 2;
            SkipNewlines();
        }

        return new CaseItem(Span(start, end), patterns, body);
    }
}
