using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>The grammar between <c>[[</c> and <c>]]</c>.</summary>
internal sealed partial class ShellParser
{
    private ConditionalCommand ParseConditional()
    {
        var start = _pos;
        SkipReserved();
        var expression = ParseTestOr();
        SkipBlanks();
        Expect("]]");
        return new ConditionalCommand(Span(start, _pos), expression, []);
    }

    private ConditionalExpression ParseTestOr()
    {
        Enter();
        var left = ParseTestAnd();
        SkipBlanks();
        for (var terms = 0; At("||"); terms++)
        {
            CheckTerms(terms);
            _pos += 2;
            SkipNewlines();
            var right = ParseTestAnd();
            left = Joined(AndOrOperator.Or, left, right);
            SkipBlanks();
        }

        Leave();
        return left;
    }

    private ConditionalExpression ParseTestAnd()
    {
        var left = ParseTestTerm();
        SkipBlanks();
        for (var terms = 0; At("&&"); terms++)
        {
            CheckTerms(terms);
            _pos += 2;
            SkipNewlines();
            var right = ParseTestTerm();
            left = Joined(AndOrOperator.And, left, right);
            SkipBlanks();
        }

        return left;
    }

    /// <summary>A chain of tests is a tree as deep as it is long.</summary>
    private void CheckTerms(int terms)
    {
        if (terms >= ShellLimits.Depth)
        {
            throw Fail("too many tests in a row");
        }
    }

    private static LogicalTest Joined(AndOrOperator op, ConditionalExpression left, ConditionalExpression right) =>
        new(SourceSpan.Between(left.Span.Start, right.Span.End), op, left, right);

    private ConditionalExpression ParseTestTerm()
    {
        SkipBlanks();
        var start = _pos;
        if (PeekReserved() == "!")
        {
            Enter();
            SkipReserved();
            var operand = ParseTestTerm();
            Leave();
            return new NotTest(SourceSpan.Between(Span(start, start).Start, operand.Span.End), operand);
        }

        if (Peek() == '(')
        {
            _pos++;
            var inner = ParseTestOr();
            CloseParenthesis();
            return inner;
        }

        var left = ParseTestWord(WordMode.Plain);
        if (WordText(left) is { Length: 2 } flag && flag[0] == '-' && left.Parts is [LiteralPart]
            && char.IsAsciiLetter(flag[1]))
        {
            // A unary operator alone is an error, as in bash.
            var operand = ParseTestWord(WordMode.Plain);
            return new UnaryTest(Span(start, _pos), flag, operand);
        }

        return AtTestEnd() ? new WordTest(left.Span, left) : ParseBinaryTest(start, left);
    }

    private BinaryTest ParseBinaryTest(int start, Word left)
    {
        string? name;
        if (Peek() is '<' or '>' && !IsMeta(Peek(1)) || (Peek() is '<' or '>' && IsBlank(Peek(1))))
        {
            name = Peek().ToString();
            _pos++;
        }
        else
        {
            name = WordText(ParseTestWord(WordMode.Plain));
        }

        var mode = name switch
        {
            "=" or "==" or "!=" => WordMode.Pattern,
            "=~" => WordMode.Regex,
            "<" or ">" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef" => WordMode.Plain,
            _ => throw Fail("expected a test operator"),
        };
        var right = ParseTestWord(mode);
        return new BinaryTest(Span(start, _pos), name, left, right);
    }

    private bool AtTestEnd()
    {
        SkipBlanks();
        return _pos >= _end || At("&&") || At("||") || Peek() == ')' || PeekReserved() == "]]";
    }

    private Word ParseTestWord(WordMode mode)
    {
        SkipBlanks();
        if (_pos >= _end || PeekReserved() == "]]" || (AtWordEnd() && !(mode == WordMode.Regex && Peek() == '(')))
        {
            throw Unexpected();
        }

        return ParseWord(mode);
    }
}
