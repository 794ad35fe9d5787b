using System.Text;
using SshGate.Policy.Files;
using SshGate.Policy.Forwards;
using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy;

/// <summary>
/// A command line, parsed from the exact bytes that would be sent. Immutable: what is judged, shown, sent and recorded
/// is <see cref="Source"/>.
/// </summary>
public sealed class CommandLine
{
    private CommandLine(
        ReadOnlyMemory<byte> source, CommandContext context, ShellDialect dialect, CommandList? syntax, ParseError? error)
    {
        Dialect = dialect;
        Source = source;
        Context = context;
        Syntax = syntax;
        Error = error;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>The grammar they were read by.</summary>
    public CommandContext Context { get; }

    /// <summary>The shell that reads them, in the contexts that a shell reads.</summary>
    public ShellDialect Dialect { get; }

    /// <summary>The syntax tree, for the contexts a shell reads; null for the others, for <see cref="ShellDialect.None"/> and when <see cref="Error"/> is set.</summary>
    public CommandList? Syntax { get; }

    /// <summary>Why there is no tree; null when the bytes are a sentence of the grammar.</summary>
    public ParseError? Error { get; }

    /// <summary>The operation, when <see cref="Context"/> is <see cref="CommandContext.Files"/> and the text is one.</summary>
    public FileOperation? File { get; private init; }

    /// <summary>The connection, when <see cref="Context"/> is <see cref="CommandContext.Forward"/> and the text is one.</summary>
    public ForwardOperation? Forward { get; private init; }

    /// <summary>
    /// Bytes at the beginning that only repeat, for a statement of the managed shell, what earlier statements left behind: each was
    /// decided when it was new. That a variable enters the environment is not held against the line again.
    /// </summary>
    public int Carried { get; private init; }

    /// <summary>The line of one statement of the managed shell.</summary>
    /// <param name="source">What would be sent: carried state, then the statement.</param>
    /// <param name="carried">See <see cref="Carried"/>; counted by whoever wrote that part, never by who sent the statement.</param>
    /// <param name="dialect">The shell that reads it.</param>
    public static CommandLine ForStatement(ReadOnlyMemory<byte> source, int carried, ShellDialect dialect)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(carried);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(carried, source.Length);
        var line = Parse(source, CommandContext.Shell, dialect);
        return new CommandLine(line.Source, line.Context, line.Dialect, line.Syntax, line.Error) { Carried = carried };
    }

    /// <summary>The line of an operation on files.</summary>
    public static CommandLine ForFile(FileOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new CommandLine(Encoding.UTF8.GetBytes(operation.ToString()), CommandContext.Files, ShellDialect.Posix, null, null) { File = operation };
    }

    /// <summary>The line of a connection through the target.</summary>
    public static CommandLine ForForward(ForwardOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new CommandLine(Encoding.UTF8.GetBytes(operation.ToString()), CommandContext.Forward, ShellDialect.Posix, null, null) { Forward = operation };
    }

    /// <summary>Parses a copy of the bytes, so that later changes to the caller's buffer change nothing here.</summary>
    public static CommandLine Parse(
        ReadOnlyMemory<byte> source, CommandContext context, ShellDialect dialect = ShellDialect.Posix)
    {
        ReadOnlyMemory<byte> copy = source.ToArray();
        switch (context)
        {
            case CommandContext.Files when FileOperation.TryParse(copy.Span) is { } operation:
                return new CommandLine(copy, context, dialect, null, null) { File = operation };
            case CommandContext.Forward when ForwardOperation.TryParse(copy.Span) is { } forward:
                return new CommandLine(copy, context, dialect, null, null) { Forward = forward };
            case CommandContext.Files or CommandContext.Forward:
                return new CommandLine(copy, context, dialect, null, new ParseError("not a text that the gate writes, as in docs/files.md", 0));
        }

        if (context is not (CommandContext.Exec or CommandContext.Shell or CommandContext.Script) || dialect == ShellDialect.None)
        {
            return new CommandLine(copy, context, dialect, null, null);
        }

        var (list, error) = ShellParser.Parse(copy.Span);
        return new CommandLine(copy, context, dialect, list, error);
    }
}
