using SshGate.Policy.Parsing;
using SshGate.Policy.Statements;

namespace SshGate.Policy;

/// <summary>
/// Finds where a statement ends in text that comes line by line, as the program on the target would: a shell by its grammar, a
/// database client by its own rules. Only newlines end a statement; several commands on one line are one statement.
/// </summary>
public static class StatementReader
{
    /// <summary>Bytes of one statement: what a command line may have.</summary>
    public const int MaxBytes = ShellLimits.Bytes;

    /// <summary>Looks at the text from its beginning. What stands behind its last newline is not looked at.</summary>
    public static StatementScan Scan(ReadOnlySpan<byte> text, CommandContext context)
    {
        var lines = text[..(text.LastIndexOf((byte)'\n') + 1)];
        var scan = lines.IsEmpty
            ? StatementScan.Incomplete.Instance
            : context switch
            {
                CommandContext.Exec or CommandContext.Shell or CommandContext.Script =>
                    ShellParser.ReadStatement(lines[..Math.Min(lines.Length, MaxBytes)]),
                CommandContext.Psql => new SqlStatementScanner(lines, SqlDialect.Postgres).Scan(),
                CommandContext.Mysql => new SqlStatementScanner(lines, SqlDialect.Mysql).Scan(),
                _ => new StatementScan.Complete(lines.IndexOf((byte)'\n') + 1),
            };
        var length = scan is StatementScan.Complete complete ? complete.Length : scan is StatementScan.Incomplete ? text.Length : 0;
        return length > MaxBytes
            ? new StatementScan.Invalid(new ParseError($"a statement longer than {MaxBytes} bytes", MaxBytes))
            : scan;
    }
}
