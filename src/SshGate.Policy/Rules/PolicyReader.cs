using System.Text.RegularExpressions;
using SshGate.Policy.Classification;
using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads a policy file. Every fault is found and located; a file with one is not used at all.</summary>
internal sealed partial class PolicyReader
{
    private readonly YamlReader _yaml;
    private readonly PolicyScope _scope;
    private readonly ApprovalReader _approvals;
    private readonly TimeReader _times;

    private PolicyReader(string file, PolicyScope scope)
    {
        _scope = scope;
        _yaml = new YamlReader(file);
        _approvals = new ApprovalReader(_yaml, scope);
        _times = new TimeReader(_yaml, scope);
    }

    public static (PolicyContent? Content, IReadOnlyList<PolicyError> Errors, IReadOnlyList<PolicyError> Warnings) Read(string text, string file)
    {
        var (root, fault) = YamlText.Read(text, file);
        if (root is null)
        {
            return (null, [fault!], []);
        }

        var scope = new PolicyScope();
        var reader = new PolicyReader(file, scope);
        var content = reader.Document(root);
        return reader._yaml.Errors.Count > 0
            ? (null, [.. reader._yaml.Errors.OrderBy(error => (error.Line, error.Column)).DistinctBy(error => error.ToString())], [])
            : (content, [], PolicyLint.Check(content, scope, reader._yaml.Place(root)));
    }

    /// <summary>Whether a text can name a rule or anything else in a policy.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    private PolicyContent Document(YamlNode root)
    {
        var keys = _yaml.Map(root, "policy", PolicyKeys.Document);
        Version(root, keys);
        var content = new PolicyContent { Table = keys.TryGetValue("table", out var table) ? Table(table) : CommandTable.BuiltIn };
        var defaults = keys.TryGetValue("defaults", out var defaultsNode) ? _yaml.Map(defaultsNode, "defaults", PolicyKeys.Defaults) : [];
        if (defaults.TryGetValue("zone", out var zone))
        {
            _scope.Zone = _times.Zone(zone);
        }

        if (keys.TryGetValue("calendars", out var calendars))
        {
            _times.Calendars(calendars);
        }

        if (keys.TryGetValue("approvals", out var approvals))
        {
            _approvals.Profiles(approvals, content.Approval);
        }

        content = Defaults(content, defaults);
        var tests = keys.TryGetValue("tests", out var list) ? new PolicyTestReader(_yaml).Tests(list) : [];
        content = Rules(content, keys) with { Tests = tests };
        content = keys.TryGetValue("include", out var include) ? Includes(content, include) : content;
        if (keys.TryGetValue("delegations", out var delegations))
        {
            var reader = new DelegationReader(_yaml, _scope, content.Table);
            content = content with { Delegations = [.. _yaml.Items(delegations, "delegations").Select(reader.Read).OfType<DelegationRule>()] };
        }

        if (_scope.Rules > PolicyScope.MaxRules)
        {
            _yaml.Fault(root, $"{_scope.Rules} rules are more than {PolicyScope.MaxRules}");
        }

        return content with { References = PolicyReferences.Of(content) };
    }

    private void Version(YamlNode root, Dictionary<string, YamlNode> keys)
    {
        if (!keys.TryGetValue("version", out var version) || _yaml.Text(version, "version") != "1")
        {
            _yaml.Fault(version ?? root, "version: expected 1");
        }
    }

    private PolicyContent Rules(PolicyContent content, Dictionary<string, YamlNode> keys)
    {
        var rules = new RuleReader(_yaml, _scope, _approvals, content.Approval);
        return content with
        {
            Connections = keys.TryGetValue("connections", out var connections) ? rules.Rules(connections, "connections", PolicyKeys.ConnectionWhen) : [],
            Commands =
            [
                .. keys.TryGetValue("commands", out var commands) ? rules.Rules(commands, "commands", PolicyKeys.CommandWhen) : [],
                .. keys.TryGetValue("thresholds", out var thresholds) ? rules.Thresholds(thresholds) : [],
            ],
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

    private PolicyContent Defaults(PolicyContent content, Dictionary<string, YamlNode> keys)
    {
        if (keys.TryGetValue("forward", out var forward) && _yaml.Text(forward, "forward") != "deny")
        {
            _yaml.Fault(forward, "forward: expected deny: only a rule with 'context: forward' opens a forward");
        }

        return content with
        {
            Approval = keys.TryGetValue("approve", out var approve) ? _approvals.Read(approve, content.Approval) : content.Approval,
            CommandDefault = keys.TryGetValue("command", out var command) ? RuleReader.Outcome(_yaml, command) : content.CommandDefault,
            FileDefault = keys.TryGetValue("files", out var files) ? RuleReader.Outcome(_yaml, files) : null,
            ConnectionDefault = keys.TryGetValue("connection", out var connection) ? RuleReader.Outcome(_yaml, connection) : content.ConnectionDefault,
        };
    }

    private PolicyContent Includes(PolicyContent content, YamlNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in _yaml.Items(node, "include"))
        {
            var keys = item is YamlScalarNode ? new() { ["pack"] = item } : _yaml.Map(item, "include", PolicyKeys.Include);
            if (!keys.TryGetValue("pack", out var nameNode) || Pack(nameNode) is not { } pack)
            {
                _yaml.Fault(nameNode ?? item, $"include: expected pack:NAME; known are {string.Join(", ", PolicyPack.All.Select(known => "pack:" + known.Name))}");
                continue;
            }

            if (!names.Add(pack.Name))
            {
                _yaml.Fault(nameNode, $"include: '{pack.Name}' is included twice");
                continue;
            }

            Condition[] outer = keys.TryGetValue("when", out var when)
                ? [.. new ConditionReader(_yaml, _scope).Read(when, "when", PolicyKeys.ConnectionWhen).Parts] : [];
            var approval = keys.TryGetValue("approve", out var approve) ? _approvals.Read(approve, content.Approval) : content.Approval;
            var included = Included(pack, outer, approval, content);
            content = content with
            {
                Connections = [.. content.Connections, .. included.Connections],
                Commands = [.. content.Commands, .. included.Commands],
                Packs = [.. content.Packs, pack],
            };
        }

        return content;
    }

    /// <summary>A pack by its name, with or without the version that is wanted.</summary>
    private PolicyPack? Pack(YamlNode node)
    {
        var text = _yaml.Text(node, "include") ?? "";
        var parts = text.StartsWith("pack:", StringComparison.Ordinal) ? text[5..].Split('@') : [];
        var pack = parts.Length is 1 or 2 ? PolicyPack.All.FirstOrDefault(known => known.Name == parts[0]) : null;
        if (pack is not null && parts.Length == 2 && parts[1] != pack.Version)
        {
            _yaml.Fault(node, $"include: this program has version {pack.Version} of '{pack.Name}'");
        }

        return pack;
    }

    private PolicyContent Included(PolicyPack pack, Condition[] outer, ApprovalPlan approval, PolicyContent content)
    {
        var scope = new PolicyScope { Prefix = pack.Name + ":", Outer = outer, Zone = _scope.Zone };
        var reader = new PolicyReader(pack.Source, scope);
        var (root, _) = YamlText.Read(pack.Text, pack.Source);
        var rules = reader.Rules(content with { Approval = approval }, reader._yaml.Map(root!, "pack", PolicyKeys.Pack));
        _scope.Rules += scope.Rules;
        return reader._yaml.Errors.Count == 0 ? rules : throw new InvalidOperationException(reader._yaml.Errors[0].ToString());
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
