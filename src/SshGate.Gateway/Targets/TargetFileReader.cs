using SshGate.Policy;
using SshGate.Ssh.Keys;
using SshGate.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SshGate.Gateway.Targets;

/// <summary>
/// Reads <c>targets.yaml</c>: every problem is found at once and named with its place; nothing is guessed.
/// </summary>
internal sealed class TargetFileReader
{
    private readonly TargetFields _fields = new();
    private readonly TargetAccountReader _accounts;
    private readonly List<(Target Target, YamlNode Node)> _jumps = [];

    private TargetFileReader()
    {
        _accounts = new TargetAccountReader(_fields);
    }

    /// <summary>The targets in the order of the file, each with its way and its place.</summary>
    /// <exception cref="TargetFileException">Something is wrong.</exception>
    public static IReadOnlyList<TargetFileEntry> Read(string text, string file)
    {
        var reader = new TargetFileReader();
        List<TargetFileEntry> targets;
        try
        {
            targets = reader.ReadRoot(TargetYaml.Load(text));
        }
        catch (YamlException bad)
        {
            var problem = new TargetProblem(bad.End.Line, bad.End.Column, Printable.Escape(bad.Message));
            throw new TargetFileException(file, [problem], bad);
        }

        var problems = reader._fields.Problems;
        return problems.Count == 0
            ? targets
            : throw new TargetFileException(file, [.. problems.OrderBy(problem => (problem.Line, problem.Column))]);
    }

    private List<TargetFileEntry> ReadRoot(YamlNode? root)
    {
        var targets = new List<TargetFileEntry>();
        if (root is null or YamlScalarNode { Value: "" or null })
        {
            return targets;
        }

        var members = _fields.Members(root, "the file", "targets");
        if (!members.TryGetValue("targets", out var list) || list is YamlScalarNode { Value: "" })
        {
            return targets;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in _fields.Items(list, "targets"))
        {
            if (ReadTarget(node) is { } entry)
            {
                targets.Add(entry);
                if (!names.Add(entry.Target.Name))
                {
                    _fields.Problem(node, $"found a second target named '{entry.Target.Name}'; each name is accepted once");
                }
            }
        }

        // A target that could not be read is no reason to say that it is not there.
        return _fields.Problems.Count == 0 ? WithRoutes(targets) : targets;
    }

    private List<TargetFileEntry> WithRoutes(List<TargetFileEntry> targets)
    {
        var byName = targets.ToDictionary(entry => entry.Target.Name, entry => entry.Target, StringComparer.Ordinal);
        var places = _jumps.ToDictionary(jump => jump.Target.Name, jump => jump.Node, StringComparer.Ordinal);
        return targets.ConvertAll(entry =>
        {
            var (route, problem) = TargetRoutes.Find(entry.Target, byName);
            if (problem is not null)
            {
                _fields.Problem(places[entry.Target.Name], $"jump: {problem}");
            }

            return entry with { Target = entry.Target with { Route = route } };
        });
    }

    private TargetFileEntry? ReadTarget(YamlNode node)
    {
        var before = _fields.Problems.Count;
        var members = _fields.Members(
            node,
            "a target",
            "name",
            "host",
            "port",
            "host_keys",
            "host_authorities",
            "jump",
            "insecure_algorithms",
            "shell",
            "environment",
            "labels",
            "accounts",
            "default_account");
        var accounts = _accounts.Read(_fields.Needed(node, members, "accounts"));
        var defaultAccount = members.TryGetValue("default_account", out var chosen)
            ? _fields.Text(chosen, "default_account", TargetRules.IsAccount, TargetRules.AccountForm)
            : null;
        var (hostKeys, lastKeyLine) = ReadHostKeys(node, members);
        var target = new Target
        {
            Name = _fields.Text(_fields.Needed(node, members, "name"), "name", TargetRules.IsName, TargetRules.NameForm),
            Host = _fields.Text(_fields.Needed(node, members, "host"), "host", TargetRules.IsHost, "a host name or IP address"),
            Port = members.TryGetValue("port", out var port) ? _fields.Number(port, "port", 1, 65535) : 22,
            HostKeys = hostKeys,
            HostAuthorities = members.TryGetValue("host_authorities", out var authorities) ? ReadKeys(authorities, "host_authorities") : [],
            Jump = members.TryGetValue("jump", out var jump) ? ReadJump(jump) : null,
            InsecureAlgorithms = members.TryGetValue("insecure_algorithms", out var insecure) ? ReadInsecure(insecure) : [],
            Shell = members.TryGetValue("shell", out var shell)
                ? TargetRules.Shell(_fields.Text(shell, "shell", text => TargetRules.Shell(text) is not null, TargetRules.ShellForm)) ?? ShellDialect.Posix
                : ShellDialect.Posix,
            Environment = members.TryGetValue("environment", out var environment)
                ? _fields.Text(environment, "environment", TargetRules.IsWord, TargetRules.WordForm)
                : "",
            Labels = members.TryGetValue("labels", out var labels) ? ReadLabels(labels) : new Dictionary<string, string>(),
            Accounts = accounts,
            DefaultAccount = defaultAccount,
        };
        if (chosen is not null && _fields.Problems.Count == before && accounts.All(account => account.Name != defaultAccount))
        {
            _fields.Problem(chosen, $"found '{defaultAccount}'; the name of one of the accounts is accepted");
        }

        if (_fields.Problems.Count > before)
        {
            return null;
        }

        if (jump is not null)
        {
            _jumps.Add((target, jump));
        }

        return new TargetFileEntry(target, node.Start.Line, lastKeyLine);
    }

    private (IReadOnlyList<SshPublicKey> Keys, long LastLine) ReadHostKeys(YamlNode target, Dictionary<string, YamlNode> members)
    {
        if (members.TryGetValue("host_keys", out var list))
        {
            return (ReadKeys(list, "host_keys"), list is YamlSequenceNode { Children: [.., var last] } ? last.Start.Line : 0);
        }

        if (target is YamlMappingNode && !members.ContainsKey("host_authorities"))
        {
            _fields.Problem(target, "'host_keys' is missing, and so is 'host_authorities'; one of them is needed");
        }

        return ([], 0);
    }

    private List<SshPublicKey> ReadKeys(YamlNode list, string name)
    {
        var keys = new List<SshPublicKey>();
        foreach (var node in _fields.Items(list, name, atLeastOne: true))
        {
            if (node is not YamlScalarNode { Value: { } line } || !SshPublicKey.TryParseOpenSsh(line, out var key, out _))
            {
                _fields.Problem(node, "found no public key; a line as in an OpenSSH .pub file is accepted: type, base64");
            }
            else if (keys.Contains(key))
            {
                _fields.Problem(node, $"found the key {key.Fingerprint} twice");
            }
            else
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private TargetJump? ReadJump(YamlNode node) =>
        TargetJump.TryParse(_fields.Text(node, "jump", text => TargetJump.TryParse(text, out _), TargetRules.JumpForm), out var jump)
            ? jump
            : null;

    private List<string> ReadInsecure(YamlNode list)
    {
        var names = new List<string>();
        var form = string.Join(", ", TargetRules.InsecureNames);
        foreach (var node in _fields.Items(list, "insecure_algorithms", atLeastOne: true))
        {
            names.Add(_fields.Text(
                node, "insecure_algorithms", text => TargetRules.InsecureNames.Contains(text, StringComparer.Ordinal), form));
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private Dictionary<string, string> ReadLabels(YamlNode node)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            _fields.Problem(node, "found no mapping; labels are 'name: value' each");
            return labels;
        }

        foreach (var (name, value) in mapping.Children)
        {
            labels[_fields.Text(name, "a label's name", TargetRules.IsName, TargetRules.NameForm)] =
                _fields.Text(value, "a label's value", TargetRules.IsWord, TargetRules.WordForm);
        }

        return labels;
    }
}
