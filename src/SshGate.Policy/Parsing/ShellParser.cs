using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>
/// Recursive-descent parser for the shell grammar (POSIX.1-2024 XCU 2.10, and bash's additions), working on characters
/// because the shell's tokens depend on where they stand. What it accepts but does not interpret becomes an opaque node.
/// </summary>
internal sealed partial class ShellParser
{
    private readonly string _text;

    // Inside backquotes one level of backslashes is gone: the offset in the source of each character that is left.
    private readonly int[]? _offsets;
    private int _pos;
    private int _end;
    private int _depth;
    private readonly ParseEffort _effort;
    private List<PendingHereDocument> _pending = [];

    // Whether more text may follow: what has no end yet is then unfinished, where a whole source would be read another way.
    private readonly bool _isPartial;
    private readonly ShellReading _reading;

    private ShellParser(
        string text, int[]? offsets, int depth, ParseEffort effort, ShellReading reading = ShellReading.Bash, bool isPartial = false)
    {
        _reading = reading;
        _text = text;
        _offsets = offsets;
        _end = text.Length;
        _depth = depth;
        _effort = effort;
        _isPartial = isPartial;
    }

    /// <summary>Parses a whole source.</summary>
    public static (CommandList? List, ParseError? Error) Parse(ReadOnlySpan<byte> source) =>
        Parse(source, ShellReading.Bash, new ParseEffort(source.Length));

    private static (CommandList? List, ParseError? Error) Parse(ReadOnlySpan<byte> source, ShellReading reading, ParseEffort effort)
    {
        if (source.Length > ShellLimits.Bytes)
        {
            return (null, new ParseError($"longer than {ShellLimits.Bytes} bytes", ShellLimits.Bytes));
        }

        try
        {
            var parser = new ShellParser(SourceText.FromBytes(source), null, 0, effort, reading);
            return (parser.ParseAll(), null);
        }
        catch (ShellSyntaxException failure)
        {
            return (null, new ParseError(failure.Message, failure.Offset));
        }
    }

    /// <summary>
    /// Reads one statement as an interactive shell takes it from its input: up to the first newline at which the grammar is
    /// satisfied, here-documents included.
    /// </summary>
    public static StatementScan ReadStatement(ReadOnlySpan<byte> text)
    {
        try
        {
            var parser = new ShellParser(SourceText.FromBytes(text), null, 0, new ParseEffort(text.Length), isPartial: true);
            parser.ParseStatement();
            return new StatementScan.Complete(parser._pos);
        }
        catch (ShellSyntaxException failure)
        {
            return failure.IsUnfinished
                ? StatementScan.Incomplete.Instance
                : new StatementScan.Invalid(new ParseError(failure.Message, failure.Offset));
        }
    }

    private void ParseStatement()
    {
        SkipBlanks();
        while (Peek() != '\n')
        {
            if (AtListEnd())
            {
                throw Unexpected();
            }

            ParseItem(out _, out var isSeparated);
            SkipBlanks();
            if (!isSeparated)
            {
                throw Unexpected();
            }
        }

        _pos++;
        ReadHereDocuments();
    }

    private CommandList ParseAll()
    {
        var list = ParseList();
        if (_pos < _end)
        {
            throw Unexpected();
        }

        FinishHereDocuments();
        return list;
    }

    private CommandList ParseList()
    {
        Enter();
        SkipNewlines();
        var start = _pos;
        var end = _pos;
        var items = new List<AndOrList>();
        while (!AtListEnd())
        {
            items.Add(ParseItem(out end, out var isSeparated));
            if (!isSeparated)
            {
                break;
            }

            SkipNewlines();
        }

        Leave();
        return new CommandList(Span(start, end), items);
    }

    /// <summary>One element of a list and the <c>;</c> or <c>&amp;</c> behind it; a newline is left where it stands.</summary>
    private AndOrList ParseItem(out int end, out bool isSeparated)
    {
        var item = ParseAndOr();
        SkipBlanks();
        end = _pos;
        isSeparated = true;
        if (Peek() == '&')
        {
            _pos++;
            return item with { IsBackground = true };
        }

        if (Peek() == ';' && Peek(1) is not (';' or '&'))
        {
            _pos++;
        }
        else
        {
            isSeparated = Peek() == '\n';
        }

        return item;
    }

    /// <summary>A list that must hold at least one command.</summary>
    private CommandList ParseCommands()
    {
        var list = ParseList();
        return list.Items.Count > 0 ? list : throw Unexpected();
    }

    private bool AtListEnd()
    {
        return _pos >= _end || Peek() == ')' || (Peek() == ';' && Peek(1) is ';' or '&')
            || PeekReserved() is "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}";
    }

    private AndOrList ParseAndOr()
    {
        var start = _pos;
        var pipelines = new List<Pipeline> { ParsePipeline() };
        var operators = new List<AndOrOperator>();
        while (true)
        {
            SkipBlanks();
            if (!At("&&") && !At("||"))
            {
                break;
            }

            operators.Add(Peek() == '&' ? AndOrOperator.And : AndOrOperator.Or);
            _pos += 2;
            SkipNewlines();
            pipelines.Add(ParsePipeline());
        }

        return new AndOrList(Span(start, pipelines[^1].Span, _pos), pipelines, operators, false);
    }

    private Pipeline ParsePipeline()
    {
        var start = _pos;
        var negated = false;
        var timed = false;
        while (PeekReserved() is "!" || (PeekReserved() is "time" && IsBash))
        {
            var isTime = PeekReserved() == "time";
            timed |= isTime;
            negated ^= !isTime;
            SkipReserved();
            if (!isTime && Peek() == '(')
            {
                // With extglob on, !(x) is a pattern; the target's shell options are not known here.
                throw Fail("'!(' reads differently under extglob");
            }

            SkipBlanks();
            if (isTime && PeekReserved() == "-p")
            {
                SkipReserved();
                SkipBlanks();
            }

            if (isTime && PeekReserved() == "--")
            {
                SkipReserved();
                SkipBlanks();
            }
        }

        var commands = new List<CommandNode>();
        if ((timed || negated) && (_pos >= _end || Peek() is '\n' or ';'))
        {
            var nothing = new SimpleCommand(Span(_pos, _pos), [], [], []);
            return new Pipeline(Span(start, _pos), negated, timed, [nothing]);
        }

        commands.Add(ParseCommand());
        SkipBlanks();
        while (Peek() == '|' && Peek(1) != '|')
        {
            _pos += Peek(1) == '&' ? 2 : 1;
            SkipNewlines();
            if (PeekReserved() == "!")
            {
                throw Unexpected();
            }

            // Behind a bar "time" is a program, not a reserved word.
            commands.Add(PeekReserved() == "time" ? ParseSimpleCommand() : ParseCommand());
            SkipBlanks();
        }

        return new Pipeline(Span(start, commands[^1].Span, _pos), negated, timed, commands);
    }
}
