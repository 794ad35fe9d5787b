using System.Globalization;
using System.Text.RegularExpressions;
using SshGate.Policy.Classification;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads a policy file. Every fault is found and located; a file with one is not used at all.</summary>
internal sealed partial class PolicyReader
{
    /// <summary>A policy that people review does not come near this size.</summary>
    private const int MaxCharacters = 1 << 20;

    private readonly YamlReader _yaml;

    private PolicyReader(string file)
    {
        _yaml = new YamlReader(file);
    }

    public static (PolicyContent? Content, IReadOnlyList<PolicyError> Errors) Read(string text, string file)
    {
        if (text.Length > MaxCharacters)
        {
            return (null, [new PolicyError(file, 1, 1, $"longer than {MaxCharacters} characters")]);
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException failure)
        {
            return (null, [new PolicyError(file, (int)Math.Max(failure.Start.Line, 1), (int)Math.Max(failure.Start.Column, 1), failure.Message)]);
        }

        if (stream.Documents.Count != 1)
        {
            return (null, [new PolicyError(file, 1, 1, "expected one YAML document")]);
        }

        var reader = new PolicyReader(file);
        var content = reader.Document(stream.Documents[0].RootNode);
        return reader._yaml.Errors.Count == 0 ? (content, []) : (null, reader._yaml.Errors);
    }

    private PolicyContent Document(YamlNode root)
    {
        var keys = _yaml.Map(root, "policy", "version", "defaults", "connections", "commands", "table");
        if (!keys.TryGetValue("version", out var version) || _yaml.Text(version, "version") != "1")
        {
            _yaml.Fault(version ?? root, "version: expected 1");
        }

        var content = new PolicyContent { Table = CommandTable.BuiltIn };
        if (keys.TryGetValue("table", out var table))
        {
            content = content with { Table = Table(table) };
        }

        if (keys.TryGetValue("defaults", out var defaults))
        {
            content = Defaults(content, defaults);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal) { "default" };
        return content with
        {
            Connections = keys.TryGetValue("connections", out var connections) ? Rules(connections, ids, content, false) : [],
            Commands = keys.TryGetValue("commands", out var commands) ? Rules(commands, ids, content, true) : [],
        };
    }

    private CommandTable Table(YamlNode node)
    {
        var table = CommandTable.BuiltIn;
        foreach (var item in _yaml.Items(node, "table"))
        {
            if (_yaml.Text(item, "table") is { } line)
            {
                var (extended, error) = table.Extend([line]);
                table = extended ?? table;
                if (error is not null)
                {
                    _yaml.Fault(item, $"table: {error}");
                }
            }
        }

        return table;
    }

    private PolicyContent Defaults(PolicyContent content, YamlNode node)
    {
        var keys = _yaml.Map(node, "defaults", "command", "connection", "approve");
        if (keys.TryGetValue("approve", out var approve))
        {
            content = content with { Approval = Approval(approve, content.Approval) };
        }

        return content with
        {
            CommandDefault = keys.TryGetValue("command", out var command) ? Outcome(command) : content.CommandDefault,
            ConnectionDefault = keys.TryGetValue("connection", out var connection) ? Outcome(connection) : content.ConnectionDefault,
        };
    }

    private List<Rule> Rules(YamlNode node, HashSet<string> ids, PolicyContent content, bool isCommand)
    {
        var rules = new List<Rule>();
        foreach (var item in _yaml.Items(node, isCommand ? "commands" : "connections"))
        {
            var keys = _yaml.Map(item, "rule", "id", "when", "then", "approve", "note");
            var id = keys.TryGetValue("id", out var idNode) ? _yaml.Text(idNode, "id") : null;
            if (id is null || !RuleId().IsMatch(id))
            {
                _yaml.Fault(idNode ?? item, "id: expected letters, digits, '-', '_' and '.'");
            }
            else if (!ids.Add(id))
            {
                _yaml.Fault(idNode!, $"id: '{id}' is used twice, or is 'default'");
            }

            if (!keys.TryGetValue("then", out var then))
            {
                _yaml.Fault(item, "then: expected allow, approve or deny");
                continue;
            }

            var outcome = Outcome(then);
            var approval = keys.TryGetValue("approve", out var approve) ? Approval(approve, content.Approval) : null;
            if (approval is not null && outcome != VerdictKind.RequireApproval)
            {
                _yaml.Fault(approve!, "approve: only a rule with 'then: approve' has approvers");
            }

            var when = keys.TryGetValue("when", out var conditions) ? Conditions(conditions, isCommand) : new RuleConditions();
            rules.Add(new Rule(id ?? "", when, outcome, approval));
        }

        return rules;
    }

    private VerdictKind Outcome(YamlNode node)
    {
        switch (_yaml.Text(node, "outcome"))
        {
            case "allow":
                return VerdictKind.Allow;
            case "approve":
                return VerdictKind.RequireApproval;
            case "deny":
                return VerdictKind.Deny;
            default:
                _yaml.Fault(node, "expected allow, approve or deny");
                return VerdictKind.Deny;
        }
    }

    private ApprovalRequirement Approval(YamlNode node, ApprovalRequirement inherited)
    {
        var keys = _yaml.Map(node, "approve", "approvers", "count", "expires");
        if (keys.TryGetValue("approvers", out var approvers))
        {
            inherited = inherited with { Stages = [inherited.Stages[0] with { ApproverGroups = [.. _yaml.Texts(approvers, "approvers").Select(entry => entry.Text)] }] };
        }

        if (keys.TryGetValue("count", out var count))
        {
            var isNumber = int.TryParse(_yaml.Text(count, "count"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (!isNumber || number is < 1 or > 20)
            {
                _yaml.Fault(count, "count: expected 1 to 20");
            }

            inherited = inherited with { Stages = [inherited.Stages[0] with { Count = number }] };
        }

        if (keys.TryGetValue("expires", out var expires))
        {
            inherited = inherited with { ExpiresAfter = Duration(expires) };
        }

        return inherited;
    }

    private TimeSpan Duration(YamlNode node)
    {
        var text = _yaml.Text(node, "expires") ?? "";
        var unit = text.Length > 0 ? text[^1] : ' ';
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        var isNumber = int.TryParse(text.AsSpan(0, Math.Max(text.Length - 1, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (seconds == 0 || !isNumber || number is < 1 or > 100_000)
        {
            _yaml.Fault(node, "expected a duration such as 90s, 15m, 4h or 1d");
            return TimeSpan.FromMinutes(1);
        }

        return TimeSpan.FromSeconds((long)number * seconds);
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex RuleId();
}
