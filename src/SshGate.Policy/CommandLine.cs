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

    /// <summary>Parses a copy of the bytes, so that later changes to the caller's buffer change nothing here.</summary>
    public static CommandLine Parse(
        ReadOnlyMemory<byte> source, CommandContext context, ShellDialect dialect = ShellDialect.Posix)
    {
        ReadOnlyMemory<byte> copy = source.ToArray();
        if (context is not (CommandContext.Exec or CommandContext.Shell or CommandContext.Script) || dialect == ShellDialect.None)
        {
            return new CommandLine(copy, context, dialect, null, null);
        }

        var (list, error) = ShellParser.Parse(copy.Span);
        return new CommandLine(copy, context, dialect, list, error);
    }
}
