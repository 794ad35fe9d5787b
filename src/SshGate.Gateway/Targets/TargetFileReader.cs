using System.Globalization;
using SshGate.Gateway.Vault;
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
    private readonly List<TargetProblem> _problems = [];

    private TargetFileReader()
    {
    }

    /// <summary>The targets in the order of the file, each with the line it starts on.</summary>
    /// <exception cref="TargetFileException">Something is wrong.</exception>
    public static IReadOnlyList<(Target Target, long Line)> Read(string text, string file)
    {
        var reader = new TargetFileReader();
        List<(Target, long)> targets;
        try
        {
            targets = reader.ReadRoot(TargetYaml.Load(text));
        }
        catch (YamlException bad)
        {
            var problem = new TargetProblem(bad.End.Line, bad.End.Column, Printable.Escape(bad.Message));
            throw new TargetFileException(file, [problem], bad);
        }

        return reader._problems.Count == 0
            ? targets
            : throw new TargetFileException(file, [.. reader._problems.OrderBy(problem => (problem.Line, problem.Column))]);
    }

    private List<(Target Target, long Line)> ReadRoot(YamlNode? root)
    {
        var targets = new List<(Target, long)>();
        if (root is null or YamlScalarNode { Value: "" or null })
        {
            return targets;
        }

        var members = Members(root, "the file", "targets");
        if (!members.TryGetValue("targets", out var list) || list is YamlScalarNode { Value: "" })
        {
            return targets;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Items(list, "targets"))
        {
            if (ReadTarget(node) is { } target)
            {
                targets.Add((target, node.Start.Line));
                if (!names.Add(target.Name))
                {
                    Problem(node, $"found a second target named '{target.Name}'; each name is accepted once");
                }
            }
        }

        return targets;
    }

    private Target? ReadTarget(YamlNode node)
    {
        var before = _problems.Count;
        var members = Members(
            node, "a target", "name", "host", "port", "host_keys", "shell", "environment", "labels", "accounts", "default_account");
        var accounts = ReadAccounts(Needed(node, members, "accounts"));
        var defaultAccount = members.TryGetValue("default_account", out var chosen)
            ? Text(chosen, "default_account", TargetRules.IsAccount, TargetRules.AccountForm)
            : null;
        var target = new Target
        {
            Name = Text(Needed(node, members, "name"), "name", TargetRules.IsName, TargetRules.NameForm),
            Host = Text(Needed(node, members, "host"), "host", TargetRules.IsHost, "a host name or IP address"),
            Port = members.TryGetValue("port", out var port) ? Port(port) : 22,
            HostKeys = ReadHostKeys(Needed(node, members, "host_keys")),
            Shell = members.TryGetValue("shell", out var shell)
                ? TargetRules.Shell(Text(shell, "shell", text => TargetRules.Shell(text) is not null, TargetRules.ShellForm)) ?? ShellDialect.Posix
                : ShellDialect.Posix,
            Environment = members.TryGetValue("environment", out var environment)
                ? Text(environment, "environment", TargetRules.IsWord, TargetRules.WordForm)
                : "",
            Labels = members.TryGetValue("labels", out var labels) ? ReadLabels(labels) : new Dictionary<string, string>(),
            Accounts = accounts,
            DefaultAccount = defaultAccount,
        };
        if (chosen is not null && _problems.Count == before && accounts.All(account => account.Name != defaultAccount))
        {
            Problem(chosen, $"found '{defaultAccount}'; the name of one of the accounts is accepted");
        }

        return _problems.Count == before ? target : null;
    }

    private List<TargetAccount> ReadAccounts(YamlNode? list)
    {
        var accounts = new List<TargetAccount>();
        foreach (var node in Items(list, "accounts", atLeastOne: true))
        {
            var before = _problems.Count;
            var members = Members(node, "an account", "name", "key");
            var name = Text(Needed(node, members, "name"), "name", TargetRules.IsAccount, TargetRules.AccountForm);
            var key = Text(
                Needed(node, members, "key"),
                "key",
                text => KeyReference.TryParse(text, out _),
                "a key of the vault: name or name@version");
            if (_problems.Count > before)
            {
                continue;
            }

            if (accounts.Any(account => account.Name == name))
            {
                Problem(node, $"found a second account named '{name}'; each name is accepted once");
                continue;
            }

            accounts.Add(new TargetAccount { Name = name, Key = KeyReference.Parse(key) });
        }

        return accounts;
    }

    private List<SshPublicKey> ReadHostKeys(YamlNode? list)
    {
        var keys = new List<SshPublicKey>();
        foreach (var node in Items(list, "host_keys", atLeastOne: true))
        {
            if (node is not YamlScalarNode { Value: { } line } || !SshPublicKey.TryParseOpenSsh(line, out var key, out _))
            {
                Problem(node, "found no public key; a line as in an OpenSSH .pub file is accepted: type, base64");
            }
            else if (keys.Contains(key))
            {
                Problem(node, $"found the key {key.Fingerprint} twice");
            }
            else
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private Dictionary<string, string> ReadLabels(YamlNode node)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, "found no mapping; labels are 'name: value' each");
            return labels;
        }

        foreach (var (name, value) in mapping.Children)
        {
            labels[Text(name, "a label's name", TargetRules.IsName, TargetRules.NameForm)] =
                Text(value, "a label's value", TargetRules.IsWord, TargetRules.WordForm);
        }

        return labels;
    }

    private int Port(YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && TargetRules.IsPort(port))
        {
            return port;
        }

        Problem(node, "port is not a number from 1 to 65535");
        return 0;
    }

    private Dictionary<string, YamlNode> Members(YamlNode node, string what, params string[] known)
    {
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, $"{what} is not a mapping; these keys are accepted: {string.Join(", ", known)}");
            return members;
        }

        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known.Contains(name, StringComparer.Ordinal))
            {
                members[name] = value;
            }
            else
            {
                Problem(key, $"found the key '{Printable.Escape(name)}' in {what}; these are accepted: {string.Join(", ", known)}");
            }
        }

        return members;
    }

    private IEnumerable<YamlNode> Items(YamlNode? node, string name, bool atLeastOne = false)
    {
        if (node is YamlSequenceNode sequence && (sequence.Children.Count > 0 || !atLeastOne))
        {
            return sequence.Children;
        }

        if (node is not null)
        {
            Problem(node, $"{name} is not a list{(atLeastOne ? " with at least one entry" : "")}");
        }

        return [];
    }

    private YamlNode? Needed(YamlNode owner, Dictionary<string, YamlNode> members, string name)
    {
        if (members.TryGetValue(name, out var value))
        {
            return value;
        }

        if (owner is YamlMappingNode)
        {
            Problem(owner, $"'{name}' is missing");
        }

        return null;
    }

    private string Text(YamlNode? node, string name, Func<string, bool> isGood, string form)
    {
        if (node is YamlScalarNode { Value: { } text } && isGood(text))
        {
            return text;
        }

        if (node is not null)
        {
            var found = node is YamlScalarNode scalar ? $"found '{Printable.Escape(scalar.Value ?? "")}'" : "found no text";
            Problem(node, $"{name}: {found}; accepted: {form}");
        }

        return "";
    }

    private void Problem(YamlNode node, string text) => _problems.Add(new TargetProblem(node.Start.Line, node.Start.Column, text));
}
