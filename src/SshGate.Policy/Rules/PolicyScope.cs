using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>What a file has named so far, for the parts of it that come later.</summary>
internal sealed class PolicyScope
{
    /// <summary>Rules that people can keep in mind are far fewer.</summary>
    public const int MaxRules = 2000;

    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal) { Evaluation.DefaultRule, "error" };

    public Dictionary<string, ApprovalPlan> Profiles { get; } = new(StringComparer.Ordinal);

    public HashSet<string> UsedProfiles { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DateSet> Calendars { get; } = new(StringComparer.Ordinal);

    public HashSet<string> UsedCalendars { get; } = new(StringComparer.Ordinal);

    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>What stands before the ids of a pack.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What must hold for every rule of a pack besides its own conditions.</summary>
    public IReadOnlyList<Condition> Outer { get; init; } = [];

    /// <summary>Whom rules of a pack ask, when the including file says.</summary>
    public ApprovalPlan? Approval { get; init; }

    public int Rules { get; set; }
}
