using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules;

/// <summary>Applies rules: each element of a line gets its most severe rule, the line its most severe element.</summary>
internal static class Evaluation
{
    private const string DefaultRule = "default";

    public static Verdict Connection(PolicyContent content, ConnectionRequest request, string version)
    {
        var rules = content.Connections.Where(rule => rule.When.HoldsFor(request)).ToList();
        var kind = rules.Count == 0 ? content.ConnectionDefault : rules.Min(rule => rule.Then);
        var deciding = rules.Where(rule => rule.Then == kind).ToList();
        return new Verdict(kind, RiskClass.Read, version)
        {
            Rules = deciding.Count == 0 ? [DefaultRule] : [.. deciding.Select(rule => rule.Id)],
            Reasons = [new VerdictReason(deciding.Count == 0 ? DefaultRule : deciding[0].Id, Describe(kind), null)],
            Approval = kind == VerdictKind.RequireApproval ? Strictest(content, deciding) : null,
        };
    }

    public static Verdict Command(PolicyContent content, CommandRequest request, CommandAnalysis analysis, string version)
    {
        var rules = content.Commands.Where(rule => rule.When.HoldsFor(request)).ToList();
        var kind = VerdictKind.Allow;
        var deciding = new List<Rule>();
        var usesDefault = false;
        var reasons = new List<VerdictReason>();
        foreach (var element in analysis.Elements)
        {
            var (outcome, matched) = Judge(content, rules, request, element, analysis);
            if (outcome < kind)
            {
                (kind, usesDefault) = (outcome, false);
                deciding.Clear();
            }

            if (outcome == kind)
            {
                deciding.AddRange(matched.Where(rule => !deciding.Contains(rule)));
                usesDefault |= matched.Count == 0;
            }

            var id = matched.Count > 0 ? matched[0].Id : DefaultRule;
            reasons.AddRange(element.Findings.Select(finding => new VerdictReason(id, finding.Text, finding.Span)));
            if (element.Findings.Count == 0 && outcome != VerdictKind.Allow)
            {
                reasons.Add(new VerdictReason(id, $"{element.Use?.Name ?? "the line"}: {Describe(outcome)}", null));
            }
        }

        List<string> ids = [.. deciding.Select(rule => rule.Id), .. usesDefault ? [DefaultRule] : (string[])[]];
        return new Verdict(kind, analysis.Risk, version)
        {
            Rules = ids,
            Reasons = reasons.Count > 0 ? reasons : [new VerdictReason(ids[0], "only reads", null)],
            Effective = analysis.Effective,
            Approval = kind == VerdictKind.RequireApproval ? Strictest(content, deciding) : null,
        };
    }

    private static (VerdictKind Kind, List<Rule> Rules) Judge(
        PolicyContent content, List<Rule> rules, CommandRequest request, RiskElement element, CommandAnalysis analysis)
    {
        var kind = (VerdictKind?)null;
        var matched = new List<Rule>();
        foreach (var rule in rules)
        {
            var holds = rule.When.Holds(request, element, rule.Then == VerdictKind.Allow);
            var then = rule.Then;
            if (then == VerdictKind.Allow)
            {
                // What is not known cannot be allowed by its parts: only by the exact text, and only if no code follows it.
                var isOpaque = element.Risk == RiskClass.Opaque || (analysis.InputIsCode && element.Risk != RiskClass.Read);
                var isKnown = !isOpaque || (rule.When.NamesLine(request) && !analysis.InputIsCode);
                if (holds != true || !isKnown)
                {
                    continue;
                }
            }
            else if (holds is null)
            {
                // It may be what the rule forbids: a person looks.
                then = VerdictKind.RequireApproval;
            }
            else if (holds == false)
            {
                continue;
            }

            if (kind is null || then < kind)
            {
                kind = then;
                matched.Clear();
            }

            if (then == kind)
            {
                matched.Add(rule);
            }
        }

        return kind is { } found ? (found, matched) : (Default(content, element), matched);
    }

    private static VerdictKind Default(PolicyContent content, RiskElement element) =>
        content.CommandDefault == VerdictKind.Allow && element.Risk == RiskClass.Opaque
            ? VerdictKind.RequireApproval
            : content.CommandDefault;

    private static ApprovalRequirement Strictest(PolicyContent content, List<Rule> rules) =>
        Approvals.Union([.. rules.Select(rule => rule.Approval ?? content.Approval)]) ?? content.Approval;

    private static string Describe(VerdictKind kind) => kind switch
    {
        VerdictKind.Deny => "is denied",
        VerdictKind.RequireApproval => "needs approval",
        VerdictKind.Allow => "is allowed",
    };
}
