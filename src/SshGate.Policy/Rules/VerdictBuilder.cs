namespace SshGate.Policy.Rules;

/// <summary>Puts the verdict on a line together from what the rules say about its elements.</summary>
internal sealed class VerdictBuilder(PolicyContent content)
{
    private readonly List<ElementOutcome> _outcomes = [];
    private readonly List<VerdictReason> _reasons = [];

    public required VerdictKind Kind { get; init; }

    public required string Version { get; init; }

    public VerdictBuilder Add(ElementOutcome outcome)
    {
        _outcomes.Add(outcome);
        return this;
    }

    public VerdictBuilder Because(VerdictReason reason)
    {
        _reasons.Add(reason);
        return this;
    }

    public Verdict Build(RiskClass risk, IReadOnlyList<string> effective)
    {
        var decisive = _outcomes.Where(outcome => outcome.Kind == Kind).ToList();
        var deciding = decisive.Where(outcome => outcome.Delegation is null).SelectMany(outcome => outcome.Deciding).Distinct().ToList();
        var delegations = decisive.Select(outcome => outcome.Delegation).OfType<DelegationRule>().Distinct().ToList();
        var usesDefault = decisive.Exists(outcome => outcome.IsDefault && outcome.Delegation is null);
        List<string> ids =
        [
            .. delegations.Select(delegation => delegation.Delegation.RuleId),
            .. deciding.Select(rule => rule.Id),
            .. usesDefault ? [Evaluation.DefaultRule] : (string[])[],
        ];
        foreach (var used in delegations)
        {
            var (delegation, rule) = (used.Delegation, used.Delegation.RuleId);
            _reasons.Insert(0, new VerdictReason(rule, $"approved in advance by {delegation.Owner} until {delegation.Until:yyyy-MM-dd HH:mm zzz}", null));
        }

        var fitting = _outcomes.SelectMany(outcome => outcome.Fitting).Distinct().ToList();
        return new Verdict(Kind, risk, Version)
        {
            Rules = ids,
            Reasons = _reasons.Count > 0 ? _reasons : [new VerdictReason(ids[0], "only reads", null)],
            Effective = effective,
            Approval = Kind == VerdictKind.RequireApproval ? Approval(decisive, deciding, usesDefault) : null,
            Delegation = delegations.MinBy(delegation => delegation.Delegation.Until)?.Delegation,
            Settings = Settings(fitting),
            Tags = [.. fitting.SelectMany(rule => rule.Tags).Concat(delegations.SelectMany(delegation => delegation.Tags)).Distinct(StringComparer.Ordinal)],
            Message = deciding.Select(rule => rule.Message).FirstOrDefault(text => text is not null),
            Hint = deciding.Select(rule => rule.Hint).FirstOrDefault(text => text is not null),
        };
    }

    /// <summary>Everything that any of the rules asks for.</summary>
    private ApprovalRequirement Approval(List<ElementOutcome> decisive, List<Rule> deciding, bool usesDefault)
    {
        var plans = deciding.Select(rule => rule.Approval ?? content.Approval).ToList();
        if (usesDefault)
        {
            plans.Add(content.Approval);
        }

        // Silence answers only if every part of the line was approved in advance, and no rule objects.
        var fallback = plans.TrueForAll(plan => plan.AcceptsFallback) && decisive.TrueForAll(outcome => outcome.Fallback is not null)
            ? decisive.MinBy(outcome => outcome.Fallback!.Delegation.Until)!.Fallback!.Delegation
            : null;
        return Approvals.Union([.. plans.Select(plan => plan.Requirement)])! with { Fallback = fallback };
    }

    /// <summary>Of two wishes the stricter: more masks, more people told, input recorded, no waiting.</summary>
    private static VerdictSettings Settings(List<Rule> fitting)
    {
        var all = fitting.Select(rule => rule.Settings).Where(settings => settings != VerdictSettings.None).ToList();
        return all.Count == 0 ? VerdictSettings.None : new VerdictSettings
        {
            Mask = [.. all.SelectMany(settings => settings.Mask).Distinct(StringComparer.Ordinal)],
            Notify = [.. all.SelectMany(settings => settings.Notify).Distinct(StringComparer.Ordinal)],
            RecordInput = all.Exists(settings => settings.RecordInput == true) ? true
                : all.Exists(settings => settings.RecordInput == false) ? false
                : null,
            Wait = all.Max(settings => settings.Wait),
        };
    }
}
