using SshGate.Policy.Classification;
using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>Says of every rule whether it fits and why not.</summary>
internal static class Explanation
{
    public static PolicyExplanation Of(PolicyContent content, PolicyRequest request, Verdict verdict, CommandAnalysis? analysis)
    {
        if (analysis is null)
        {
            var facts = new Facts { Request = request, MustCoverAll = false };
            return new PolicyExplanation
            {
                Verdict = verdict,
                Rules = [.. content.Connections.Select(rule => Rule(rule, [facts with { MustCoverAll = rule.MustBeSure }], verdict))],
            };
        }

        var elements = analysis.Elements.Select(element => new Facts { Request = request, Analysis = analysis, Element = element, MustCoverAll = false }).ToList();
        return new PolicyExplanation
        {
            Verdict = verdict,
            Analysis = analysis,
            Elements = [.. elements.Select(facts => Name(facts.Element!)).Distinct(StringComparer.Ordinal)],
            Rules =
            [
                .. content.Commands.Select(rule => Rule(rule, [.. elements.Select(facts => facts with { MustCoverAll = rule.MustBeSure })], verdict)),
                .. content.Delegations.Select(delegation => Delegation(delegation, [.. elements.Select(facts => facts with { MustCoverAll = true })], verdict)),
            ],
        };
    }

    private static RuleExplanation Rule(Rule rule, IReadOnlyList<Facts> elements, Verdict verdict)
    {
        var (facts, fits) = Best(elements, rule.When.Parts, one => rule.When.Holds(one));
        var note = fits == false || facts.Command is not { } command ? null
            : command.Command.Context == CommandContext.Forward && !Evaluation.MayOpenForward(rule) ? "opens no forward: it does not name the context"
            : rule.MustBeSure && fits is null ? "allows nothing that is not known"
            : rule.MustBeSure && !Evaluation.MayAllow(rule, command, facts.Element!, facts.Analysis!) ? "allows nothing opaque: only its exact line would"
            : fits is null ? "may fit, so a person looks"
            : null;
        return new RuleExplanation
        {
            Id = rule.Id,
            Then = rule.Then,
            Fits = fits,
            Decides = verdict.Rules.Contains(rule.Id),
            Element = facts.Element is { } element ? Name(element) : null,
            Conditions = Conditions(rule.When.Parts, facts),
            Note = note,
        };
    }

    private static RuleExplanation Delegation(DelegationRule rule, IReadOnlyList<Facts> elements, Verdict verdict)
    {
        var (facts, fits) = Best(elements, rule.When.Parts, one => rule.Covers(one) ? true : Truth.All<Condition>([rule.When, new AnyCondition(rule.Classes)], part => part.Holds(one)) ?? false);
        var isCovered = rule.Covers(facts);
        return new RuleExplanation
        {
            Id = rule.Delegation.RuleId,
            Then = VerdictKind.Allow,
            Fits = isCovered,
            Decides = verdict.Rules.Contains(rule.Delegation.RuleId),
            Element = Name(facts.Element!),
            Conditions = Conditions([.. rule.When.Parts, new AnyCondition(rule.Classes)], facts),
            Note = isCovered ? rule.IsFallback ? "answers only when people do not" : null
                : fits == true ? "is not in force now, is used up, or the command is not known well enough"
                : null,
        };
    }

    /// <summary>The element that fits, or comes closest.</summary>
    private static (Facts Facts, bool? Fits) Best(IReadOnlyList<Facts> elements, IReadOnlyList<Condition> parts, Func<Facts, bool?> test)
    {
        var tested = elements.Select(facts => (Facts: facts, Fits: test(facts))).ToList();
        return tested.MaxBy(one => one.Fits switch { true => 2000, null => 1000, false => parts.Count(part => part.Holds(one.Facts) == true) });
    }

    private static List<ConditionExplanation> Conditions(IReadOnlyList<Condition> parts, Facts facts) =>
        [.. parts.Select(part => new ConditionExplanation(part.Key, string.Join(" | ", part.Wanted), part.Found(facts), part.Holds(facts)))];

    private static string Name(RiskElement element) => element.Use is { } use
        ? string.Join(' ', use.Arguments.Select(word => word ?? "…").Prepend(use.Name))
        : element.Findings.Count > 0 ? element.Findings[0].Text : "nothing that runs";
}
