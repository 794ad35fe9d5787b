namespace SshGate.Policy;

/// <summary>One rule, and whether it fits.</summary>
public sealed record RuleExplanation
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it answers; null for a rule that only sets something.</summary>
    public required VerdictKind? Then { get; init; }

    /// <summary>Whether it fits some part of the line; null when that cannot be known before it runs.</summary>
    public required bool? Fits { get; init; }

    /// <summary>Whether it is one of those that decided.</summary>
    public bool Decides { get; init; }

    /// <summary>The part of the line it fits, or the one it fits best.</summary>
    public string? Element { get; init; }

    /// <summary>Its conditions, met or not; the ones that were not are why it does not fit.</summary>
    public IReadOnlyList<ConditionExplanation> Conditions { get; init; } = [];

    /// <summary>Why it does not apply although its conditions are met; null when it does.</summary>
    public string? Note { get; init; }
}
