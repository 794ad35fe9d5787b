using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules;

/// <summary>
/// What the rules say about one element of a line, or about a connection. A rule that fits for certain answers; one that may fit
/// answers nothing, but what would be allowed then waits for a person.
/// </summary>
internal sealed class ElementOutcome
{
    private readonly List<Rule> _deciding = [];
    private readonly List<Rule> _doubts = [];
    private readonly List<Rule> _fitting = [];
    private VerdictKind? _kind;

    /// <summary>The element; null for a connection.</summary>
    public RiskElement? Element { get; init; }

    /// <summary>The most severe answer.</summary>
    public VerdictKind Kind { get; private set; }

    /// <summary>The rules that gave it.</summary>
    public IReadOnlyList<Rule> Deciding => _deciding;

    /// <summary>Whether no rule fits for certain, so that the default answers.</summary>
    public bool IsDefault { get; private set; }

    /// <summary>Every rule that fits or may fit, also the milder ones and those that only set something.</summary>
    public IReadOnlyList<Rule> Fitting => _fitting;

    /// <summary>The pre-approval that allows it.</summary>
    public DelegationRule? Delegation { get; private set; }

    /// <summary>A pre-approval that may answer when the people who are asked do not.</summary>
    public DelegationRule? Fallback { get; private set; }

    /// <summary>Whether a pre-approval may stand in: not where a denial is in doubt, nor where a rule says no.</summary>
    public bool IsDelegable =>
        Kind == VerdictKind.RequireApproval && _deciding.TrueForAll(rule => rule is { Then: VerdictKind.RequireApproval, IsDelegable: true });

    /// <summary>The rule to name first.</summary>
    public string FirstRule => Delegation?.Delegation.RuleId ?? _deciding.FirstOrDefault()?.Id ?? Evaluation.DefaultRule;

    /// <summary>Counts a rule.</summary>
    public void Add(Rule rule, bool? holds)
    {
        if (holds == false || (holds is null && rule.MustBeSure))
        {
            return;
        }

        _fitting.Add(rule);
        if (rule.Then is not { } then)
        {
            return;
        }

        if (holds is null)
        {
            _doubts.Add(rule);
            return;
        }

        if (_kind is null || then < _kind)
        {
            _kind = then;
            _deciding.Clear();
        }

        if (then == _kind)
        {
            _deciding.Add(rule);
        }
    }

    /// <summary>All rules are counted.</summary>
    public ElementOutcome Decide(VerdictKind otherwise)
    {
        (Kind, IsDefault) = (_kind ?? otherwise, _kind is null);
        if (_doubts.Count > 0 && Kind == VerdictKind.Allow)
        {
            (Kind, IsDefault) = (VerdictKind.RequireApproval, false);
            _deciding.Clear();
        }

        if (Kind == VerdictKind.RequireApproval)
        {
            _deciding.AddRange(_doubts);
        }

        return this;
    }

    /// <summary>Looks for a pre-approval.</summary>
    public void Delegate(IEnumerable<DelegationRule> covering)
    {
        foreach (var rule in covering)
        {
            Delegation ??= rule.IsFallback ? null : rule;
            Fallback ??= rule;
        }

        Kind = Delegation is null ? Kind : VerdictKind.Allow;
    }
}
