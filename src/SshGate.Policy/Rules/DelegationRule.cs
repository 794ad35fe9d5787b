using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>
/// A standing pre-approval: exact classes of commands that an owner answers for, for named principals, until a day. It stands
/// in for people where a rule asks for them; it never lifts a denial.
/// </summary>
internal sealed record DelegationRule
{
    public required Delegation Delegation { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>Who and where.</summary>
    public required AllCondition When { get; init; }

    /// <summary>The classes; one of them is enough for a command.</summary>
    public required IReadOnlyList<AllCondition> Classes { get; init; }

    /// <summary>How often in an hour; null for no limit.</summary>
    public int? UsesPerHour { get; init; }

    /// <summary>Whether it answers only when the people who were asked did not.</summary>
    public bool IsFallback { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it covers one command of a line. Everything must be known for certain.</summary>
    public bool Covers(Facts facts)
    {
        var request = facts.Command!;
        return facts is { MustCoverAll: true, Element: { } element, Analysis: { InputIsCode: false } }
            && element.Risk is not (RiskClass.Opaque or RiskClass.Interactive)
            && !request.HasTerminal
            && request.Command.Context is not (CommandContext.Script or CommandContext.Python or CommandContext.Less or CommandContext.Vim)
            && request.Now >= From
            && request.Now < Delegation.Until
            && (UsesPerHour is not { } limit || Uses(request) is { } uses && uses < limit)
            && When.Holds(facts) == true
            && Classes.Any(one => one.Holds(facts) == true);
    }

    private int? Uses(PolicyRequest request) =>
        request.History?.RuleUsesLastHour is { } uses ? uses.GetValueOrDefault(Delegation.RuleId) : null;
}
