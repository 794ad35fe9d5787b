using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads a file of policy tests: <c>tests:</c>, a list of requests and what is expected of each.</summary>
internal sealed class PolicyTestReader(string file)
{
    private readonly YamlReader _yaml = new(file);

    public (IReadOnlyList<PolicyTest> Tests, IReadOnlyList<PolicyError> Errors) Read(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException failure)
        {
            return ([], [new PolicyError(file, (int)failure.Start.Line, (int)failure.Start.Column, failure.Message)]);
        }

        if (stream.Documents.Count != 1)
        {
            return ([], [new PolicyError(file, 1, 1, "expected one YAML document")]);
        }

        var keys = _yaml.Map(stream.Documents[0].RootNode, "tests", "tests");
        var tests = new List<PolicyTest>();
        foreach (var item in keys.TryGetValue("tests", out var list) ? _yaml.Items(list, "tests") : [])
        {
            tests.Add(One(item));
        }

        return (tests, _yaml.Errors);
    }

    private PolicyTest One(YamlNode node)
    {
        var keys = _yaml.Map(
            node, "test", "line", "input", "context", "terminal", "expect", "rule", "principal", "issuer", "client", "agent", "groups",
            "scopes", "target", "environment", "labels", "account", "source", "at");
        string Value(string key, string otherwise) =>
            keys.TryGetValue(key, out var value) ? _yaml.Text(value, key) ?? otherwise : otherwise;
        List<string> Values(string key) =>
            keys.TryGetValue(key, out var value) ? [.. _yaml.Texts(value, key).Select(entry => entry.Text)] : [];
        if (!Enum.TryParse<CommandContext>(Value("context", "exec"), true, out var context))
        {
            _yaml.Fault(node, "context: not a context");
        }

        var expected = Value("expect", "");
        if (expected is not ("allow" or "approve" or "deny"))
        {
            _yaml.Fault(node, "expect: expected allow, approve or deny");
        }

        var at = Value("at", "2026-01-05T12:00:00Z");
        if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now))
        {
            _yaml.Fault(node, "at: expected a time such as 2026-01-05T12:00:00Z");
        }

        return new PolicyTest
        {
            Line = keys.ContainsKey("line") ? Value("line", "") : null,
            Input = keys.ContainsKey("input") ? Value("input", "") : null,
            Context = context,
            HasTerminal = Value("terminal", "false") == "true",
            Expected = expected switch
            {
                "allow" => VerdictKind.Allow,
                "deny" => VerdictKind.Deny,
                _ => VerdictKind.RequireApproval,
            },
            Rule = keys.ContainsKey("rule") ? Value("rule", "") : null,
            Subject = new PolicySubject
            {
                Issuer = Value("issuer", "https://issuer.example"),
                Subject = Value("principal", "agent@example"),
                ClientId = Value("client", "client"),
                Agent = keys.ContainsKey("agent") ? Value("agent", "") : null,
                Groups = Values("groups"),
                Scopes = Values("scopes"),
            },
            Target = new PolicyTarget
            {
                Name = Value("target", "target"),
                Environment = Value("environment", ""),
                Account = Value("account", "account"),
                Labels = keys.TryGetValue("labels", out var labels)
                    ? _yaml.Map(labels, "labels").ToDictionary(entry => entry.Key, entry => _yaml.Text(entry.Value, "labels") ?? "")
                    : [],
            },
            Source = Value("source", "127.0.0.1"),
            Now = now,
            SourceLine = (int)node.Start.Line,
        };
    }
}
