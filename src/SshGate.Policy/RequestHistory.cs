namespace SshGate.Policy;

/// <summary>
/// What the gate remembers about a principal, as values. Null is not known: what is not known helps no rule that allows, and
/// saves nobody from one that denies or holds.
/// </summary>
public sealed record RequestHistory
{
    /// <summary>Commands of this principal in the last minute, this one not counted.</summary>
    public int? CommandsLastMinute { get; init; }

    /// <summary>Commands of this principal in the last hour, this one not counted.</summary>
    public int? CommandsLastHour { get; init; }

    /// <summary>How many of those were held.</summary>
    public int? HeldLastHour { get; init; }

    /// <summary>How many of those were rejected by people or denied.</summary>
    public int? RejectedLastHour { get; init; }

    /// <summary>Names (<see cref="Verdict.Effective"/>) of commands that this principal ran on this target before.</summary>
    public IReadOnlySet<string>? KnownCommands { get; init; }

    /// <summary>Whether this principal ran exactly this line on this target before.</summary>
    public bool? IsKnownLine { get; init; }

    /// <summary>Whether this is the principal's first connection to this target.</summary>
    public bool? IsFirstConnection { get; init; }

    /// <summary>Uses in the last hour of each rule (<c>delegation:NAME</c> …) by this principal; a rule not named was not used.</summary>
    public IReadOnlyDictionary<string, int>? RuleUsesLastHour { get; init; }
}
