using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads the <c>when</c> of rules.</summary>
internal sealed class ConditionReader(YamlReader yaml, PolicyScope scope)
{
    private const int MaxDepth = 4;

    private readonly TimeReader _times = new(yaml, scope);

    /// <summary>Reads conditions, of which all must hold; <paramref name="known"/> are the keys that make sense here.</summary>
    public AllCondition Read(YamlNode node, string what, string[] known, int depth = 0)
    {
        var keys = yaml.Map(node, what, known);
        if (keys.Count == 0 && node is YamlMappingNode { Children.Count: 0 })
        {
            yaml.Fault(node, $"{what}: no conditions; leave it out for a rule that always applies");
        }

        return new AllCondition([.. keys
            .SelectMany(entry => entry.Key == "history" ? History(entry.Value, known) : [One(entry.Key, entry.Value, known, depth)]).OfType<Condition>()]);
    }

    private Condition? One(string key, YamlNode node, string[] known, int depth) => key switch
    {
        "principal" => Text(key, node, request => [request.Subject.Subject]),
        "issuer" => Text(key, node, request => [request.Subject.Issuer]),
        "client" => Text(key, node, request => [request.Subject.ClientId]),
        "agent" => Text(key, node, request => request.Subject.Agent is { } agent ? [agent] : []),
        "groups" => Text(key, node, request => request.Subject.Groups),
        "scopes" => Text(key, node, request => request.Subject.Scopes),
        "target" => Text(key, node, request => [request.Target.Name]),
        "environment" => Text(key, node, request => [request.Target.Environment]),
        "account" => Text(key, node, request => [request.Target.Account]),
        "labels" => new LabelsCondition(
            yaml.Map(node, key).ToDictionary(entry => entry.Key, entry => yaml.Globs(entry.Value, key), StringComparer.Ordinal)),
        "source" => Source(node),
        "time" => _times.Condition(node),
        "intent" => Intent(node),
        "context" => new ValueCondition<CommandContext>(key, yaml.Values<CommandContext>(node, key), false, facts => facts.Command!.Command.Context),
        "risk" => new ValueCondition<RiskClass>(key, yaml.Values<RiskClass>(node, key), true, facts => facts.Element!.Risk),
        "command" => new CommandCondition(yaml.Globs(node, key)),
        "arguments" => new ArgumentsCondition(yaml.Patterns(node, key)),
        "paths" => new PathsCondition(yaml.Globs(node, key)),
        "redirections" => new RedirectionsCondition(yaml.Globs(node, key)),
        "destination" => Destinations(node),
        "line" => new LineCondition([.. yaml.Texts(node, key).Select(entry => entry.Text)]),
        "terminal" => new FlagCondition(key, yaml.Boolean(node, key), false, facts => facts.Command!.HasTerminal),
        "amount" => Amount(node),
        "operands" => Number(key, node, true, facts => CommandText.Operands(facts)?.Count),
        "command-count" => Number(key, node, false, facts => facts.Analysis!.Elements.Count(element => element.Use is not null)),
        "line-bytes" => Number(key, node, false, facts => facts.Command!.Command.Source.Length),
        "input-bytes" => Number(key, node, false, facts => facts.Command!.Input?.Length),
        "any" or "all" or "not" => Group(key, node, known, depth),
        _ => null,
    };

    private TextCondition Text(string key, YamlNode node, Func<PolicyRequest, IReadOnlyList<string>> select) =>
        new(key, yaml.Globs(node, key), select);

    private NumberCondition Number(string key, YamlNode node, bool isAboutElement, Func<Facts, long?> select) =>
        new(key, (node as YamlScalarNode)?.Value ?? "", yaml.Range(node, key), isAboutElement, select);

    private SourceCondition Source(YamlNode node)
    {
        var ranges = new List<NetworkRange>();
        var texts = yaml.Texts(node, "source");
        foreach (var (at, text) in texts)
        {
            if (NetworkRange.Parse(text) is { } range)
            {
                ranges.Add(range);
            }
            else
            {
                yaml.Fault(at, "source: expected an address or a network such as 10.0.0.0/8");
            }
        }

        return new SourceCondition([.. texts.Select(entry => entry.Text)], ranges);
    }

    private DestinationCondition Destinations(YamlNode node)
    {
        var texts = yaml.Texts(node, "destination");
        var destinations = new List<Destination>();
        foreach (var (at, text) in texts)
        {
            if (Destination.Parse(text) is { } destination)
            {
                destinations.Add(destination);
            }
            else
            {
                yaml.Fault(at, "destination: expected host:port such as db1.internal:5432, *.internal:443, 10.0.0.0/8:5432, [fd00::/8]:80-90 or the path of a socket");
            }
        }

        return new DestinationCondition([.. texts.Select(entry => entry.Text)], destinations);
    }

    private Condition Intent(YamlNode node)
    {
        static bool IsGiven(PolicyRequest request) => !string.IsNullOrWhiteSpace(request.Intent);
        return node is YamlScalarNode { Value: "true" or "false" }
            ? new FlagCondition("intent", yaml.Boolean(node, "intent"), false, facts => IsGiven(facts.Request))
            : Text("intent", node, request => IsGiven(request) ? [request.Intent!] : []);
    }

    private List<Condition?> History(YamlNode node, string[] known)
    {
        var isCommand = known.Contains("command");
        var keys = yaml.Map(node, "history", isCommand ? PolicyKeys.CommandHistory : PolicyKeys.ConnectionHistory);
        var conditions = new List<Condition?>();
        foreach (var (key, value) in keys)
        {
            var name = "history " + key;
            conditions.Add(key switch
            {
                "new-command" => new FlagCondition(name, yaml.Boolean(value, key), true, IsNewCommand),
                "new-line" => new FlagCondition(name, yaml.Boolean(value, key), false, facts => !facts.Request.History?.IsKnownLine),
                "first-connection" => new FlagCondition(name, yaml.Boolean(value, key), false, facts => facts.Request.History?.IsFirstConnection),
                "per-minute" => Rate(name, value, history => history.CommandsLastMinute),
                "per-hour" => Rate(name, value, history => history.CommandsLastHour),
                "held-per-hour" => Rate(name, value, history => history.HeldLastHour),
                _ => Rate(name, value, history => history.RejectedLastHour),
            });
        }

        return conditions;
    }

    private NumberCondition Rate(string name, YamlNode node, Func<RequestHistory, int?> select) =>
        Number(name, node, false, facts => facts.Request.History is { } history ? select(history) : null);

    private static bool? IsNewCommand(Facts facts)
    {
        var names = CommandText.Names(facts);
        return names.Count == 0 ? facts.Element!.Risk == RiskClass.Read ? false : null
            : facts.Request.History?.KnownCommands is not { } known || names.Contains("?") ? null
            : !names.All(known.Contains);
    }

    private AmountCondition? Amount(YamlNode node)
    {
        var keys = yaml.Map(node, "amount", PolicyKeys.Amount);
        if (!keys.TryGetValue("pattern", out var pattern) || !keys.TryGetValue("value", out var value))
        {
            yaml.Fault(node, "amount: expected 'pattern' and 'value'");
            return null;
        }

        var text = yaml.Text(pattern, "pattern") ?? "";
        var regex = yaml.Pattern(pattern, "pattern", text, false);
        var range = yaml.Range(value, "value");
        if (regex is not null && regex.GetGroupNumbers().Length != 2)
        {
            yaml.Fault(pattern, "pattern: expected one group, around the number: '--replicas[= ]([0-9]+)'");
            return null;
        }

        return regex is null ? null : new AmountCondition($"{text} {(value as YamlScalarNode)?.Value}", regex, range);
    }

    private Condition? Group(string key, YamlNode node, string[] known, int depth)
    {
        if (depth >= MaxDepth)
        {
            yaml.Fault(node, $"{key}: nested deeper than {MaxDepth}");
            return null;
        }

        var parts = (node is YamlSequenceNode ? yaml.Items(node, key) : [node]).Select(item => (Condition)Read(item, key, known, depth + 1)).ToList();
        if (parts.Count == 0)
        {
            yaml.Fault(node, $"{key}: an empty list says nothing");
        }

        return key switch
        {
            "any" => new AnyCondition(parts),
            "all" => new AllCondition(parts),
            _ => new NotCondition(parts.Count == 1 ? parts[0] : new AnyCondition(parts)),
        };
    }
}
