using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>What conditions look at: the request, and of a command line one element.</summary>
internal sealed record Facts
{
    public required PolicyRequest Request { get; init; }

    /// <summary>What the line would do; null for a connection.</summary>
    public CommandAnalysis? Analysis { get; init; }

    /// <summary>The element of the line; null for a connection, and while only the request is looked at.</summary>
    public RiskElement? Element { get; init; }

    /// <summary>
    /// Whether a condition must hold for everything it could be about, as for a rule that allows, or for anything of it, as for
    /// one that denies or holds.
    /// </summary>
    public required bool MustCoverAll { get; init; }

    /// <summary>The paths of the element, read once for all rules.</summary>
    public PathReadings Paths { get; } = new();

    public CommandRequest? Command => Request as CommandRequest;

    /// <summary>Whether the line is in the language of a database client: then the line is the command.</summary>
    public bool IsStatement => Command?.Command.Context is CommandContext.Psql or CommandContext.Mysql or CommandContext.Redis;
}
