using SshGate.Policy.Classification;
using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads standing pre-approvals. What is not named exactly, or not bounded, is refused.</summary>
internal sealed class DelegationReader(YamlReader yaml, PolicyScope scope, CommandTable table)
{
    private const int MaxDays = 90;

    // A pattern that accepts this accepts anything.
    private const string Nonsense = "--zq=7 plugh ../xyzzy 'q;z'";

    // Of the commands judged by code these run nothing that their arguments name; what the others run no pattern bounds.
    private static readonly HashSet<string> RunningNothing = new(["kill", "dd", "tee", "ip", "test", "printf", "curl", "wget"], StringComparer.Ordinal);

    private readonly ConditionReader _conditions = new(yaml, scope);
    private readonly TimeReader _times = new(yaml, scope);

    public DelegationRule? Read(YamlNode node)
    {
        var keys = yaml.Map(node, "delegation", PolicyKeys.Delegation);
        foreach (var key in (string[])["name", "owner", "who", "classes", "from", "until"])
        {
            if (!keys.ContainsKey(key))
            {
                yaml.Fault(node, $"{key}: a pre-approval has a name, an owner, who, classes, from and until");
            }
        }

        var name = keys.TryGetValue("name", out var nameNode) ? yaml.Text(nameNode, "name") ?? "" : "";
        if (nameNode is not null && (!PolicyReader.IsId(name) || !scope.Ids.Add("delegation:" + name)))
        {
            yaml.Fault(nameNode, "name: expected letters, digits, '-', '_' and '.', and no name twice");
        }

        var (from, until) = Bounds(node, keys);
        var classes = keys.TryGetValue("classes", out var list) ? yaml.Items(list, "classes").Select(Class).ToList() : [];
        if (list is not null && classes.Count == 0)
        {
            yaml.Fault(list, "classes: an empty list approves nothing");
        }

        return new DelegationRule
        {
            Delegation = new Delegation(name, keys.TryGetValue("owner", out var owner) ? yaml.Names(owner, "owner").FirstOrDefault() ?? "" : "", until),
            From = from,
            When = new AllCondition([.. Part(keys, "who", PolicyKeys.Who), .. Part(keys, "on", PolicyKeys.Where)]),
            Classes = classes,
            UsesPerHour = keys.TryGetValue("per-hour", out var uses) ? yaml.Number(uses, "per-hour", 1, 10_000) : null,
            IsFallback = keys.TryGetValue("fallback", out var fallback) && yaml.Boolean(fallback, "fallback"),
            Tags = keys.TryGetValue("tags", out var tags) ? yaml.Names(tags, "tags") : [],
        };
    }

    private IEnumerable<Condition> Part(Dictionary<string, YamlNode> keys, string key, string[] known)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return [];
        }

        var conditions = _conditions.Read(node, key, known);
        if (key == "who" && conditions.Parts.All(part => part.Wanted.All(text => text.Trim('*', '?').Length == 0)))
        {
            yaml.Fault(node, "who: names nobody in particular");
        }

        return conditions.Parts;
    }

    private (DateTimeOffset From, DateTimeOffset Until) Bounds(YamlNode node, Dictionary<string, YamlNode> keys)
    {
        var zone = keys.TryGetValue("zone", out var zoneNode) ? _times.Zone(zoneNode) : scope.Zone;
        var first = keys.TryGetValue("from", out var from) ? _times.Day(from, "from") : null;
        var last = keys.TryGetValue("until", out var until) ? _times.Day(until, "until") : null;
        if (first is not { } begin || last is not { } end || end == DateOnly.MaxValue)
        {
            return (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        }

        if (end < begin || end.DayNumber - begin.DayNumber >= MaxDays)
        {
            yaml.Fault(until ?? node, $"until: at most {MaxDays} days, the first and the last included");
        }

        return (Midnight(begin, zone), Midnight(end.AddDays(1), zone));
    }

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private AllCondition Class(YamlNode node)
    {
        var keys = yaml.Map(node, "class", PolicyKeys.DelegationClass);
        var conditions = _conditions.Read(node, "class", PolicyKeys.DelegationClass);
        if (keys.TryGetValue("line", out var line))
        {
            foreach (var (at, text) in yaml.Texts(line, "line"))
            {
                CheckLine(at, text);
            }

            if (keys.Count > 1)
            {
                yaml.Fault(node, "class: 'line' is the whole line; it stands alone");
            }

            return conditions;
        }

        if (!keys.TryGetValue("command", out var command) || !(keys.ContainsKey("arguments") || keys.ContainsKey("paths")))
        {
            yaml.Fault(node, "class: expected 'command' with 'arguments' or 'paths', or 'line'");
            return conditions;
        }

        foreach (var (at, name) in yaml.Texts(command, "command"))
        {
            CheckCommand(at, name);
        }

        foreach (var part in conditions.Parts.OfType<ArgumentsCondition>().Where(part => part.Accepts(Nonsense)))
        {
            yaml.Fault(keys["arguments"], $"arguments: '{string.Join("' or '", part.Wanted)}' accepts everything; say exactly what is approved");
        }

        foreach (var (at, path) in keys.TryGetValue("paths", out var paths) ? yaml.Texts(paths, "paths") : [])
        {
            if (path.TrimStart('/').TrimStart('*', '?').Length == 0)
            {
                yaml.Fault(at, "paths: covers everything; say exactly what is approved");
            }
        }

        return conditions;
    }

    private void CheckCommand(YamlNode at, string name)
    {
        if (name.AsSpan().ContainsAny("*?[\\"))
        {
            yaml.Fault(at, "command: named exactly, without wildcards");
        }
        else if (name.StartsWith("sftp-", StringComparison.Ordinal))
        {
            return;
        }
        else if (table.Find(name) is not { } spec)
        {
            yaml.Fault(at, $"command: '{name}' is not in the command table, so what it does is not known; 'table:' adds it");
        }
        else if (spec.Kind is CommandKind.Wrap or CommandKind.WrapNever
            || (spec.Kind == CommandKind.Never && spec.Risk is (RiskClass.Opaque or RiskClass.Interactive))
            || (spec.Kind == CommandKind.Code && !RunningNothing.Contains(spec.Judge)))
        {
            yaml.Fault(at, $"command: '{name}' runs what its arguments or its input say; interpreters and wrappers are never approved in advance, except by their exact 'line'");
        }
    }

    private void CheckLine(YamlNode at, string text)
    {
        var line = CommandLine.Parse(System.Text.Encoding.UTF8.GetBytes(text), CommandContext.Exec);
        var analysis = LineAnalysis.Analyze(line, table, null);
        if (analysis.InputIsCode || analysis.Elements.Any(element => element.Risk is RiskClass.Opaque or RiskClass.Interactive))
        {
            yaml.Fault(at, $"line: what it does is not known before it runs ({(analysis.Findings.Count > 0 ? analysis.Findings[0].Text : "it reads code")}); that is never approved in advance");
        }
    }
}
