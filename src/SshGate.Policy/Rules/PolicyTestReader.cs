using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads policy tests: requests and what is expected of each.</summary>
internal sealed class PolicyTestReader(YamlReader yaml)
{
    /// <summary>Reads a file of tests alone.</summary>
    public static (IReadOnlyList<PolicyTest> Tests, IReadOnlyList<PolicyError> Errors) Read(string text, string file)
    {
        var (root, fault) = YamlText.Read(text, file);
        if (root is null)
        {
            return ([], [fault!]);
        }

        var yaml = new YamlReader(file);
        var keys = yaml.Map(root, "tests", "tests");
        var tests = keys.TryGetValue("tests", out var list) ? new PolicyTestReader(yaml).Tests(list) : [];
        if (list is null)
        {
            yaml.Fault(root, "expected 'tests:'");
        }

        return (tests, yaml.Errors);
    }

    /// <summary>Reads a list of tests.</summary>
    public List<PolicyTest> Tests(YamlNode list) => [.. yaml.Items(list, "tests").Select(One)];

    private PolicyTest One(YamlNode node)
    {
        var keys = yaml.Map(node, "test", PolicyKeys.Test);
        if (!keys.ContainsKey("expect"))
        {
            yaml.Fault(node, "expect: expected allow, approve or deny");
        }

        var at = Value(keys, "at", "2026-01-05T12:00:00Z");
        if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now))
        {
            yaml.Fault(keys["at"], "at: expected a time such as 2026-01-05T12:00:00Z");
        }

        return new PolicyTest
        {
            Line = Value(keys, "line"),
            Input = Value(keys, "input"),
            Context = keys.TryGetValue("context", out var context) ? yaml.Value<CommandContext>(context, "context") : CommandContext.Exec,
            HasTerminal = keys.TryGetValue("terminal", out var terminal) && yaml.Boolean(terminal, "terminal"),
            Expected = keys.TryGetValue("expect", out var expect) ? RuleReader.Outcome(yaml, expect) : VerdictKind.Deny,
            Rule = Value(keys, "rule"),
            People = keys.TryGetValue("people", out var people) ? yaml.Number(people, "people", 1, 100) : null,
            Tags = Values(keys, "tags"),
            Intent = Value(keys, "intent"),
            History = keys.TryGetValue("history", out var history) ? History(history) : null,
            Subject = new PolicySubject
            {
                Issuer = Value(keys, "issuer", "https://issuer.example"),
                Subject = Value(keys, "principal", "agent@example"),
                ClientId = Value(keys, "client", "client"),
                Agent = Value(keys, "agent"),
                Groups = Values(keys, "groups"),
                Scopes = Values(keys, "scopes"),
            },
            Target = new PolicyTarget
            {
                Name = Value(keys, "target", "target"),
                Environment = Value(keys, "environment", ""),
                Account = Value(keys, "account", "account"),
                Labels = keys.TryGetValue("labels", out var labels)
                    ? yaml.Map(labels, "labels").ToDictionary(entry => entry.Key, entry => yaml.Text(entry.Value, "labels") ?? "")
                    : [],
            },
            Source = Value(keys, "source", "127.0.0.1"),
            Now = now,
            SourceLine = (int)node.Start.Line,
        };
    }

    private RequestHistory History(YamlNode node)
    {
        var keys = yaml.Map(node, "history", PolicyKeys.TestHistory);
        int? Count(string key) => keys.TryGetValue(key, out var value) ? yaml.Number(value, key, 0, int.MaxValue) : null;
        bool? Flag(string key) => keys.TryGetValue(key, out var value) ? yaml.Boolean(value, key) : null;
        return new RequestHistory
        {
            CommandsLastMinute = Count("per-minute"),
            CommandsLastHour = Count("per-hour"),
            HeldLastHour = Count("held-per-hour"),
            RejectedLastHour = Count("rejected-per-hour"),
            KnownCommands = keys.ContainsKey("known-commands") ? Values(keys, "known-commands").ToHashSet(StringComparer.Ordinal) : null,
            IsKnownLine = Flag("known-line"),
            IsFirstConnection = Flag("first-connection"),
            RuleUsesLastHour = keys.TryGetValue("uses", out var uses)
                ? yaml.Map(uses, "uses").ToDictionary(entry => entry.Key, entry => yaml.Number(entry.Value, "uses", 0, int.MaxValue), StringComparer.Ordinal)
                : null,
        };
    }

    private string? Value(Dictionary<string, YamlNode> keys, string key) => keys.TryGetValue(key, out var value) ? yaml.Text(value, key) : null;

    private string Value(Dictionary<string, YamlNode> keys, string key, string otherwise) => Value(keys, key) ?? otherwise;

    private List<string> Values(Dictionary<string, YamlNode> keys, string key) => !keys.TryGetValue(key, out var value) ? []
        : value is YamlSequenceNode { Children.Count: 0 } ? []
        : [.. yaml.Texts(value, key).Select(entry => entry.Text)];
}
