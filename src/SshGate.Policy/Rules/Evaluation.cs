using SshGate.Policy.Classification;
using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>Applies rules: each element of a line gets its most severe rule, the line its most severe element.</summary>
internal static class Evaluation
{
    public const string DefaultRule = "default";

    public static Verdict Connection(PolicyContent content, ConnectionRequest request, string version)
    {
        var outcome = new ElementOutcome();
        foreach (var rule in content.Connections)
        {
            outcome.Add(rule, rule.When.Holds(new Facts { Request = request, MustCoverAll = rule.MustBeSure }));
        }

        var kind = outcome.Decide(content.ConnectionDefault).Kind;
        return new VerdictBuilder(content) { Kind = kind, Version = version }
            .Add(outcome)
            .Because(new VerdictReason(outcome.FirstRule, Describe(kind), null))
            .Build(RiskClass.Read, []);
    }

    public static Verdict Command(PolicyContent content, CommandRequest request, CommandAnalysis analysis, string version)
    {
        var rules = Candidates(content.Commands, request, analysis);
        var outcomes = analysis.Elements.Select(element => Judge(content, rules, request, element, analysis)).ToList();
        var kind = outcomes.Count == 0 ? VerdictKind.Deny : outcomes.Min(outcome => outcome.Kind);
        var builder = new VerdictBuilder(content) { Kind = kind, Version = version };
        foreach (var outcome in outcomes)
        {
            builder.Add(outcome);
            var element = outcome.Element!;
            var id = outcome.FirstRule;
            foreach (var finding in element.Findings)
            {
                builder.Because(new VerdictReason(id, finding.Text, finding.Span));
            }

            if (element.Findings.Count == 0 && outcome.Kind != VerdictKind.Allow)
            {
                builder.Because(new VerdictReason(id, $"{element.Use?.Name ?? "the line"}: {Describe(outcome.Kind)}", null));
            }
        }

        return builder.Build(analysis.Risk, analysis.Effective);
    }

    /// <summary>The rules that are not excluded already by who asks, for what, when and from where.</summary>
    public static List<(Rule Rule, bool? Request)> Candidates(IReadOnlyList<Rule> rules, CommandRequest request, CommandAnalysis analysis)
    {
        var candidates = new List<(Rule, bool?)>();
        foreach (var rule in rules)
        {
            var facts = new Facts { Request = request, Analysis = analysis, MustCoverAll = rule.MustBeSure };
            var holds = Truth.All(rule.RequestParts, part => part.Holds(facts));
            if (holds != false && (request.Command.Context != CommandContext.Forward || MayOpenForward(rule)))
            {
                candidates.Add((rule, holds));
            }
        }

        return candidates;
    }

    /// <summary>Whether one element fits the conditions of a rule, the doubts about the request included.</summary>
    public static bool? Holds(Rule rule, bool? request, Facts facts)
    {
        var element = Truth.All(rule.ElementParts, part => part.Holds(facts));
        return request is null && element == true ? null : element;
    }

    /// <summary>
    /// Whether a rule that fits may allow: what is not known cannot be allowed by its parts, only by the exact text, and only if
    /// no code follows it.
    /// </summary>
    public static bool MayAllow(Rule rule, CommandRequest request, RiskElement element, CommandAnalysis analysis)
    {
        var isOpaque = element.Risk == RiskClass.Opaque || (analysis.InputIsCode && element.Risk != RiskClass.Read);
        return !isOpaque || (rule.NamesLine(request) && !analysis.InputIsCode);
    }

    /// <summary>Only a rule that says it is about forwards opens one or asks people to; any rule may deny one.</summary>
    public static bool MayOpenForward(Rule rule) =>
        rule.Then is VerdictKind.Deny or null || rule.Names(CommandContext.Forward);

    private static ElementOutcome Judge(
        PolicyContent content, List<(Rule Rule, bool? Request)> rules, CommandRequest request, RiskElement element, CommandAnalysis analysis)
    {
        var outcome = new ElementOutcome { Element = element };
        var sure = new Facts { Request = request, Analysis = analysis, Element = element, MustCoverAll = true };
        var any = sure with { MustCoverAll = false };
        foreach (var (rule, holdsForRequest) in rules)
        {
            var holds = Holds(rule, holdsForRequest, rule.MustBeSure ? sure : any);
            if (holds != false && (rule.Then != VerdictKind.Allow || MayAllow(rule, request, element, analysis)))
            {
                outcome.Add(rule, holds);
            }
        }

        outcome.Decide(Default(content, request, element, analysis));
        if (outcome.IsDelegable)
        {
            outcome.Delegate(content.Delegations.Where(delegation => delegation.Covers(sure)));
        }

        return outcome;
    }

    private static VerdictKind Default(PolicyContent content, CommandRequest request, RiskElement element, CommandAnalysis analysis)
    {
        if (request.Command.Context == CommandContext.Forward)
        {
            return VerdictKind.Deny;
        }

        var otherwise = request.Command.Context == CommandContext.Files ? content.FileDefault ?? content.CommandDefault : content.CommandDefault;
        var isOpaque = element.Risk == RiskClass.Opaque || (analysis.InputIsCode && element.Risk != RiskClass.Read);
        return otherwise == VerdictKind.Allow && isOpaque ? VerdictKind.RequireApproval : otherwise;
    }

    private static string Describe(VerdictKind kind) => kind switch
    {
        VerdictKind.Deny => "is denied",
        VerdictKind.RequireApproval => "needs approval",
        VerdictKind.Allow => "is allowed",
    };
}
