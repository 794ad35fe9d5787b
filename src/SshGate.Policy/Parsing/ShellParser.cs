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
    private int _retries;

    // Characters that may still be looked at in search of closing brackets; runs out only for text made to cost time.
    private long _search;
    private List<PendingHereDocument> _pending = [];

    private readonly ShellReading _reading;

    private ShellParser(string text, int[]? offsets, int depth, int retries, ShellReading reading = ShellReading.Bash)
    {
        _reading = reading;
        _text = text;
        _offsets = offsets;
        _end = text.Length;
        _depth = depth;
        _retries = retries;
        _search = 10_000 + (64L * text.Length);
    }

    /// <summary>Parses a whole source.</summary>
    public static (CommandList? List, ParseError? Error) Parse(ReadOnlySpan<byte> source, ShellReading reading = ShellReading.Bash)
    {
        if (source.Length > ShellLimits.Bytes)
        {
            return (null, new ParseError($"longer than {ShellLimits.Bytes} bytes", ShellLimits.Bytes));
        }

        try
        {
            var parser = new ShellParser(SourceText.FromBytes(source), null, 0, ShellLimits.Retries, reading);
            return (parser.ParseAll(), null);
        }
        catch (ShellSyntaxException failure)
        {
            return (null, new ParseError(failure.Message, failure.Offset));
        }
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
            var item = ParseAndOr();
            SkipBlanks();
            end = _pos;
            var separated = true;
            if (Peek() == '&')
            {
                _pos++;
                item = item with { IsBackground = true };
            }
            else if (Peek() == ';' && Peek(1) is not (';' or '&'))
            {
                _pos++;
            }
            else
            {
                separated = Peek() == '\n';
            }

            items.Add(item);
            if (!separated)
            {
                break;
            }

            SkipNewlines();
        }

        Leave();
        return new CommandList(Span(start, end), items);
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

            commands.Add(ParseCommand());
            SkipBlanks();
        }

        return new Pipeline(Span(start, commands[^1].Span, _pos), negated, timed, commands);
    }
}
