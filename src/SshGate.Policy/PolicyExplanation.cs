namespace SshGate.Policy;

/// <summary>A verdict with the way to it.</summary>
public sealed record PolicyExplanation
{
    /// <summary>The answer.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the line would do; null for a connection.</summary>
    public CommandAnalysis? Analysis { get; init; }

    /// <summary>What the rules judged one by one: <c>systemctl restart nginx</c>, or words for what is no command.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Every rule in the order of the file, and what came of it.</summary>
    public required IReadOnlyList<RuleExplanation> Rules { get; init; }
}
