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

    /// <summary>Who must agree, in a sentence.</summary>
    public static string Approval(ApprovalRequirement approval)
    {
        var stages = approval.Stages.Select(stage =>
            $"{(approval.Stages.Count > 1 ? stage.Name + ": " : "")}{stage.Count} of {string.Join(", ", stage.ApproverGroups)}");
        var more = new List<string> { $"within {Duration(approval.ExpiresAfter)}" };
        if (approval.Escalation is { } escalation)
        {
            more.Add($"after {Duration(escalation.After)} also {string.Join(", ", escalation.Groups)}");
        }

        if (approval.ServiceLevel is { } level)
        {
            more.Add($"late after {Duration(level)}");
        }

        if (approval.Fallback is { } fallback)
        {
            more.Add($"else by {fallback.RuleId} of {fallback.Owner}");
        }

        return $"{string.Join(", then ", stages)}; {string.Join("; ", more)}";
    }

    /// <summary>A request for asking about a line alone.</summary>
    public static CommandRequest Request(CommandLine line, ReadOnlyMemory<byte>? input, bool hasTerminal, RequestOptions options, ParseResult parse) =>
        new()
        {
            Subject = options.Subject(parse),
            Target = options.Target(parse),
            Now = options.Now(parse),
            SourceAddress = options.Source(parse),
            Intent = options.Intent(parse),
            History = options.History(parse),
            Command = line,
            Input = input,
            HasTerminal = hasTerminal,
        };

    /// <summary>A request for asking about the connection.</summary>
    public static ConnectionRequest Connection(RequestOptions options, ParseResult parse) => new()
    {
        Subject = options.Subject(parse),
        Target = options.Target(parse),
        Now = options.Now(parse),
        SourceAddress = options.Source(parse),
        Intent = options.Intent(parse),
        History = options.History(parse),
    };

    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        var seconds when seconds % 86400 == 0 => $"{seconds / 86400}d",
        var seconds when seconds % 3600 == 0 => $"{seconds / 3600}h",
        var seconds when seconds % 60 == 0 => $"{seconds / 60}m",
        var seconds => $"{seconds}s",
    };
}
