using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads YAML nodes strictly and keeps every fault with its place.</summary>
internal sealed class YamlReader(string file)
{
    private readonly List<PolicyError> _errors = [];

    public IReadOnlyList<PolicyError> Errors => _errors;

    public void Fault(YamlNode node, string message) =>
        _errors.Add(new PolicyError(file, (int)Math.Max(node.Start.Line, 1), (int)Math.Max(node.Start.Column, 1), message));

    /// <summary>The entries of a mapping; a key that is not expected is a fault.</summary>
    public Dictionary<string, YamlNode> Map(YamlNode node, string what, params string[] keys)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode map)
        {
            Fault(node, $"{what}: expected keys and values");
            return entries;
        }

        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                Fault(key, $"{what}: a key must be a text");
            }
            else if (keys.Length > 0 && !keys.Contains(name))
            {
                Fault(key, $"{what}: unknown key '{name}'; known are {string.Join(", ", keys)}");
            }
            else
            {
                entries[name] = value;
            }
        }

        return entries;
    }

    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        Fault(node, $"{what}: expected a text");
        return null;
    }

    /// <summary>A list of texts, or one text alone.</summary>
    public List<(YamlNode Node, string Text)> Texts(YamlNode node, string what)
    {
        var nodes = node is YamlSequenceNode sequence ? sequence.Children : [node];
        var texts = new List<(YamlNode, string)>();
        foreach (var item in nodes)
        {
            if (Text(item, what) is { } text)
            {
                texts.Add((item, text));
            }
        }

        if (texts.Count == 0)
        {
            Fault(node, $"{what}: an empty list matches nothing");
        }

        return texts;
    }

    public IEnumerable<YamlNode> Items(YamlNode node, string what)
    {
        if (node is YamlSequenceNode sequence)
        {
            return sequence.Children;
        }

        if (node is not YamlScalarNode { Value: "" or null or "~" })
        {
            Fault(node, $"{what}: expected a list");
        }

        return [];
    }
}
