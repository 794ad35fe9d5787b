using System.Text;

namespace SshGate.Policy.Tests;

/// <summary>Asks the built-in policy about one line.</summary>
internal static class TestPolicy
{
    public static CommandLine Parse(string line, CommandContext context = CommandContext.Exec, ShellDialect dialect = ShellDialect.Posix) =>
        CommandLine.Parse(Encoding.UTF8.GetBytes(line), context, dialect);

    public static Verdict Ask(string line, CommandContext context = CommandContext.Exec, string? input = null, PolicyDocument? policy = null) =>
        (policy ?? PolicyDocument.Default!).Evaluate(Request(Parse(line, context), input));

    public static Verdict Evaluate(string line, ShellDialect dialect, PolicyDocument? policy = null) =>
        (policy ?? PolicyDocument.Default).Evaluate(Request(Parse(line, CommandContext.Exec, dialect)));

    public static CommandRequest Request(CommandLine line, string? input = null) => new()
    {
        Subject = new PolicySubject { Issuer = "https://issuer.example", Subject = "agent@example", Groups = ["agents"] },
        Target = new PolicyTarget { Name = "web1", Environment = "staging", Account = "deploy" },
        Now = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero),
        SourceAddress = "10.1.2.3",
        Command = line,
        Input = input is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(input),
    };
}
