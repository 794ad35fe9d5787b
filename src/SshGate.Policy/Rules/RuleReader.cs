using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads rules, and tables of thresholds, which are rules written densely.</summary>
internal sealed class RuleReader(YamlReader yaml, PolicyScope scope, ApprovalReader approvals, ApprovalPlan inherited)
{
    private const string Other = "other";

    private readonly ConditionReader _conditions = new(yaml, scope);

    public List<Rule> Rules(YamlNode node, string what, string[] known) => [.. yaml.Items(node, what).Select(item => One(item, known))];

    /// <summary>Tables of outcomes by environment and risk: each cell is a rule.</summary>
    public List<Rule> Thresholds(YamlNode node) => [.. yaml.Items(node, "thresholds").SelectMany(Threshold)];

    public static VerdictKind Outcome(YamlReader yaml, YamlNode node)
    {
        switch (yaml.Text(node, "outcome"))
        {
            case "allow":
                return VerdictKind.Allow;
            case "approve":
                return VerdictKind.RequireApproval;
            case "deny":
                return VerdictKind.Deny;
            default:
                yaml.Fault(node, "expected allow, approve or deny");
                return VerdictKind.Deny;
        }
    }

    private Rule One(YamlNode item, string[] known)
    {
        var keys = yaml.Map(item, "rule", PolicyKeys.Rule);
        var settings = Settings(keys);
        VerdictKind? then = null;
        if (keys.TryGetValue("then", out var outcome))
        {
            then = Outcome(yaml, outcome);
        }
        else if (settings == VerdictSettings.None && !keys.ContainsKey("tags"))
        {
            yaml.Fault(item, "then: expected allow, approve or deny; only a rule with mask, notify, record, wait or tags goes without");
        }

        var approval = keys.TryGetValue("approve", out var approve) ? approvals.Read(approve, inherited) : null;
        if (approve is not null && then != VerdictKind.RequireApproval)
        {
            yaml.Fault(approve, "approve: only a rule with 'then: approve' has approvers");
        }

        if (keys.TryGetValue("delegable", out var delegable) && then != VerdictKind.RequireApproval)
        {
            yaml.Fault(delegable, "delegable: only a rule with 'then: approve' can be delegated or not");
        }

        return new Rule
        {
            Id = Id(item, keys, "id"),
            When = When(keys, known),
            Then = then,
            Approval = approval ?? (then == VerdictKind.RequireApproval ? inherited : null),
            IsDelegable = delegable is null || yaml.Boolean(delegable, "delegable"),
            Settings = settings,
            Tags = keys.TryGetValue("tags", out var tags) ? yaml.Names(tags, "tags") : [],
            Message = Words(keys, "message", then),
            Hint = Words(keys, "hint", then),
            Place = yaml.Place(item),
        };
    }

    private AllCondition When(Dictionary<string, YamlNode> keys, string[] known) =>
        new([.. scope.Outer, .. keys.TryGetValue("when", out var when) ? _conditions.Read(when, "when", known).Parts : []]);

    private string Id(YamlNode item, Dictionary<string, YamlNode> keys, string key)
    {
        var id = keys.TryGetValue(key, out var node) ? yaml.Text(node, key) : null;
        if (id is null || !PolicyReader.IsId(id))
        {
            yaml.Fault(node ?? item, $"{key}: expected 1 to 64 letters, digits, '-', '_' and '.'");
            return "";
        }

        return Claim(node!, id);
    }

    private string Claim(YamlNode node, string id)
    {
        scope.Rules++;
        if (!scope.Ids.Add(id))
        {
            yaml.Fault(node, $"id: '{id}' is used twice, or is 'default' or 'error'");
        }

        return scope.Prefix + id;
    }

    private VerdictSettings Settings(Dictionary<string, YamlNode> keys)
    {
        if (!keys.Keys.Any(key => key is "mask" or "notify" or "record" or "wait"))
        {
            return VerdictSettings.None;
        }

        bool? input = null;
        if (keys.TryGetValue("record", out var record)
            && yaml.Map(record, "record", PolicyKeys.Record).TryGetValue("input", out var inputNode))
        {
            input = yaml.Boolean(inputNode, "input");
        }

        return new VerdictSettings
        {
            Mask = keys.TryGetValue("mask", out var mask) ? yaml.Names(mask, "mask") : [],
            Notify = keys.TryGetValue("notify", out var notify) ? yaml.Names(notify, "notify") : [],
            RecordInput = input,
            Wait = keys.TryGetValue("wait", out var wait) ? yaml.Value<WaitMode>(wait, "wait") : WaitMode.Hold,
        };
    }

    private string? Words(Dictionary<string, YamlNode> keys, string key, VerdictKind? then)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return null;
        }

        var text = yaml.Text(node, key) ?? "";
        if (text.Trim().Length == 0 || text.Length > 500 || text.Any(char.IsControl))
        {
            yaml.Fault(node, $"{key}: expected one line of 1 to 500 characters");
        }

        if (then is VerdictKind.Allow or null)
        {
            yaml.Fault(node, $"{key}: the agent is told only what is denied or waits");
        }

        return text;
    }

    private List<Rule> Threshold(YamlNode item)
    {
        var keys = yaml.Map(item, "threshold", PolicyKeys.Threshold);
        var id = Id(item, keys, "id");
        var when = When(keys, PolicyKeys.CommandWhen);
        var tags = keys.TryGetValue("tags", out var tagsNode) ? yaml.Names(tagsNode, "tags") : [];
        var rules = new List<Rule>();
        if (!keys.TryGetValue("environments", out var table))
        {
            yaml.Fault(item, "environments: expected a line of outcomes for each environment");
            return rules;
        }

        var lines = yaml.Map(table, "environments");
        foreach (var (environment, line) in lines)
        {
            var place = Place("environment", environment, [.. lines.Keys], line);
            var cells = yaml.Map(line, environment, [.. Enum.GetNames<RiskClass>().Select(name => name.ToLowerInvariant()), Other]);
            foreach (var (risk, cell) in cells)
            {
                var (then, approval) = Cell(cell);
                rules.Add(new Rule
                {
                    Id = Claim(cell, $"{id[scope.Prefix.Length..]}.{Plain(environment)}.{risk}"),
                    When = new AllCondition([.. when.Parts, place, Risk(risk, [.. cells.Keys])]),
                    Then = then,
                    Approval = approval,
                    Tags = tags,
                    Message = then == VerdictKind.Allow ? null : Words(keys, "message", then),
                    Hint = then == VerdictKind.Allow ? null : Words(keys, "hint", then),
                    Place = yaml.Place(cell),
                });
            }
        }

        return rules;
    }

    private (VerdictKind Then, ApprovalPlan? Approval) Cell(YamlNode cell) => cell is YamlScalarNode { Value: "allow" or "approve" or "deny" }
        ? (Outcome(yaml, cell) is var then && then == VerdictKind.RequireApproval ? (then, inherited) : (then, null))
        : (VerdictKind.RequireApproval, approvals.Read(cell, inherited));

    private Condition Place(string key, string name, IReadOnlyList<string> all, YamlNode at)
    {
        static PatternList Globs(IEnumerable<string> names) =>
            new([.. names], [.. names.Select(Classification.GlobPattern.Compile)]);
        static IReadOnlyList<string> Select(PolicyRequest request) => [request.Target.Environment];
        if (name != Other)
        {
            return new TextCondition(key, Globs([name]), Select);
        }

        if (all.Count == 1)
        {
            yaml.Fault(at, "other: other than which?");
        }

        return new NotCondition(new TextCondition(key, Globs(all.Where(one => one != Other)), Select));
    }

    private static ValueCondition<RiskClass> Risk(string name, IReadOnlyList<string> all)
    {
        static RiskClass Parse(string text) => Enum.Parse<RiskClass>(text, true);
        List<RiskClass> risks = name == Other
            ? [.. Enum.GetValues<RiskClass>().Except(all.Where(one => one != Other).Select(Parse))]
            : [Parse(name)];
        return new ValueCondition<RiskClass>("risk", risks, true, facts => facts.Element!.Risk);
    }

    private static string Plain(string name) => name.Length == 0 ? "none" : string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
