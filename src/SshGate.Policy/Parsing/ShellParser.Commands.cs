using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Simple commands, functions and groups.</summary>
internal sealed partial class ShellParser
{
    private CommandNode ParseCommand()
    {
        Enter();
        Grow(3);
        var command = ParseCommandHere();
        Leave();
        return command;
    }

    private CommandNode ParseCommandHere()
    {
        if (_pos >= _end)
        {
            throw Unexpected();
        }

        if (Peek() == '(')
        {
            return WithRedirections(IsBash && Peek(1) == '(' && ParseArithmeticCommand() is { } arithmetic
                ? arithmetic
                : ParseSubshell());
        }

        switch (PeekReserved())
        {
            case "{":
                return WithRedirections(ParseBraceGroup());
            case "if":
                return WithRedirections(ParseIf());
            case "while":
            case "until":
                return WithRedirections(ParseWhile());
            case "for":
            case "select" when IsBash:
                return WithRedirections(ParseFor());
            case "case":
                return WithRedirections(ParseCase());
            case "[[" when IsBash:
                return WithRedirections(ParseConditional());
            case "function" when _reading != ShellReading.Dash:
                return ParseFunctionKeyword();
            case "coproc" when IsBash:
                return ParseCoprocess();
            case "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}" or "!":
                throw Unexpected();
            case "time" or "in" or "]]" when IsBash:
                throw Unexpected();
            default:
                return ParseSimpleCommand();
        }
    }

    private CommandNode WithRedirections(CommandNode command)
    {
        List<Redirection>? redirections = null;
        while (true)
        {
            SkipBlanks();
            if (TryParseRedirection() is not { } redirection)
            {
                break;
            }

            (redirections ??= []).Add(redirection);
        }

        return redirections is null
            ? command
            : command with
            {
                Redirections = redirections,
                Span = SourceSpan.Between(command.Span.Start, redirections[^1].Span.End),
            };
    }

    private CommandNode ParseSimpleCommand()
    {
        var start = _pos;
        var end = _pos;
        List<Assignment>? assignments = null;
        var words = new List<Word>(4);
        List<Redirection>? redirections = null;
        var declares = false;
        while (true)
        {
            SkipBlanks();
            if (TryParseRedirection() is { } redirection)
            {
                (redirections ??= []).Add(redirection);
            }
            else if (IsInAshTest(words) && (At("&&") || At("||")))
            {
                words.Add(new Word(Span(_pos, _pos + 2), [new LiteralPart(Span(_pos, _pos + 2), _text[_pos..(_pos + 2)])]));
                _pos += 2;
            }
            else if (AtWordEnd())
            {
                break;
            }
            else if (words.Count == 0 && TryParseAssignment() is { } assignment)
            {
                (assignments ??= []).Add(assignment);
            }
            else
            {
                CheckSubscript(IsBash ? words.Count : 1);
                words.Add(ParseWord(declares ? WordMode.Declaration : WordMode.Plain));
                if (words.Count == 1)
                {
                    declares = IsBash && WordText(words[0]) is "declare" or "typeset" or "local" or "export" or "readonly"
                        or "alias" or "eval" or "let";
                }
            }

            end = _pos;
            if (words.Count == 1 && assignments is null && redirections is null)
            {
                SkipBlanks();
                if (Peek() == '(')
                {
                    return ParseFunction(start, words[0]);
                }
            }
        }

        return (words.Count == 0 && assignments is null && redirections is null) || Peek() == '('
            ? throw Unexpected()
            : new SimpleCommand(
                Span(start, end),
                assignments ?? (IReadOnlyList<Assignment>)[],
                words,
                redirections ?? (IReadOnlyList<Redirection>)[]);
    }

    /// <summary>
    /// Where an assignment could stand, bash reads <c>name[</c> up to the closing bracket, blanks and all, even if no
    /// assignment follows. Nobody calls a command so; it is not read.
    /// </summary>
    private void CheckSubscript(int words)
    {
        var at = _pos;
        while (words == 0 && at < _end && IsName(_text[at]))
        {
            at++;
        }

        if (at > _pos && at < _end && _text[at] == '[' && IsNameStart(_text[_pos]))
        {
            throw Fail("a subscript that is not of an assignment");
        }
    }

    private bool AtWordEnd()
    {
        return _pos >= _end || (IsMeta(Peek()) && !(IsBash && Peek() is '<' or '>' && Peek(1) == '('));
    }

    private Subshell ParseSubshell()
    {
        var start = _pos++;
        var body = ParseCommands();
        CloseParenthesis();
        return new Subshell(Span(start, _pos), body, []);
    }

    private void CloseParenthesis()
    {
        SkipBlanks();
        if (Peek() != ')')
        {
            throw Unexpected();
        }

        _pos++;
    }

    private BraceGroup ParseBraceGroup()
    {
        var start = _pos;
        SkipReserved();
        var body = ParseCommands();
        Expect("}");
        return new BraceGroup(Span(start, _pos), body, []);
    }

    private ArithmeticCommand? ParseArithmeticCommand()
    {
        var close = FindClose(_pos + 2, '(', ')');
        if (close < 0 || close + 1 >= _end || _text[close + 1] != ')')
        {
            return null;
        }

        var start = _pos;
        _pos += 2;
        var expression = ParseArithmeticText(close);
        _pos = close + 2;
        return new ArithmeticCommand(Span(start, _pos), expression, []);
    }

    private CommandNode ParseFunction(int start, Word name)
    {
        _pos++;
        SkipBlanks();
        if (Peek() != ')')
        {
            throw Unexpected();
        }

        _pos++;
        return ParseFunctionBody(start, WordText(name));
    }

    private CommandNode ParseFunctionKeyword()
    {
        var start = _pos;
        SkipReserved();
        SkipBlanks();
        if (AtWordEnd())
        {
            throw Unexpected();
        }

        var name = ParseWord(WordMode.Plain);
        SkipBlanks();
        if (Peek() == '(' && Peek(1) != '(')
        {
            var at = _pos++;
            SkipBlanks();
            if (Peek() == ')')
            {
                _pos++;
            }
            else
            {
                _pos = at;
            }
        }

        return ParseFunctionBody(start, WordText(name));
    }

    private CommandNode ParseFunctionBody(int start, string? name)
    {
        SkipNewlines();
        if (Peek() != '(' && PeekReserved() is not ("{" or "if" or "while" or "until" or "for" or "select" or "case" or "[["))
        {
            throw Unexpected();
        }

        var body = ParseCommand();
        var span = Span(start, body.Span, _pos);
        return name is null
            ? new OpaqueCommand(span, "a function whose name is not literal", [])
            : new FunctionDefinition(span, name, body, []);
    }

    private Coprocess ParseCoprocess()
    {
        var start = _pos;
        SkipReserved();
        SkipBlanks();
        string? name = null;
        if (Peek() != '(' && PeekPlain(out _, out var plain) && plain.Length > 0 && IsNameStart(plain[0]) && plain.ToString() is var word && word.All(IsName))
        {
            var at = _pos;
            SkipReserved();
            SkipBlanks();
            if (Peek() == '(' || PeekReserved() is "{" or "if" or "while" or "until" or "for" or "select" or "case" or "[[")
            {
                name = word;
            }
            else
            {
                _pos = at;
            }
        }

        var body = ParseCommand();
        return new Coprocess(Span(start, body.Span, _pos), name, body, []);
    }
}
