using System.CommandLine;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary>The words for verdicts in text and JSON.</summary>
internal static class VerdictText
{
    public static string Decision(VerdictKind kind) => kind switch
    {
        VerdictKind.Allow => "allow",
        VerdictKind.RequireApproval => "approve",
        VerdictKind.Deny => "deny",
    };

    public static string Risk(RiskClass risk) => risk.ToString().ToLowerInvariant();

    /// <summary>A request for asking about a line alone.</summary>
    public static CommandRequest Request(CommandLine line, ReadOnlyMemory<byte>? input, bool hasTerminal, RequestOptions options, ParseResult parse) =>
        new()
        {
            Subject = options.Subject(parse),
            Target = options.Target(parse),
            Now = options.Now(parse),
            SourceAddress = "127.0.0.1",
            Command = line,
            Input = input,
            HasTerminal = hasTerminal,
        };
}
