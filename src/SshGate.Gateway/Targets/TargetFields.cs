using System.Globalization;
using SshGate.Terminal;
using YamlDotNet.RepresentationModel;

namespace SshGate.Gateway.Targets;

/// <summary>Takes the parts of <c>targets.yaml</c> out of its nodes; what does not fit becomes a problem with its place.</summary>
internal sealed class TargetFields
{
    private readonly List<TargetProblem> _problems = [];

    /// <summary>What is wrong so far, in the order of finding.</summary>
    public IReadOnlyList<TargetProblem> Problems => _problems;

    /// <summary>The values of a mapping by their keys; other keys than the known ones are problems.</summary>
    public Dictionary<string, YamlNode> Members(YamlNode node, string what, params string[] known)
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

    /// <summary>The entries of a list.</summary>
    public IEnumerable<YamlNode> Items(YamlNode? node, string name, bool atLeastOne = false)
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

    /// <summary>A value that must be there.</summary>
    public YamlNode? Needed(YamlNode owner, Dictionary<string, YamlNode> members, string name)
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

    /// <summary>A text that passes a rule; empty where it does not.</summary>
    public string Text(YamlNode? node, string name, Func<string, bool> isGood, string form)
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

    /// <summary>A whole number in a range; 0 where it is none.</summary>
    public int Number(YamlNode node, string name, int least, int most)
    {
        if (node is YamlScalarNode { Value: { } text }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        Problem(node, $"{name} is not a number from {least} to {most}");
        return 0;
    }

    /// <summary>Adds a problem at the place of a node.</summary>
    public void Problem(YamlNode node, string text) => _problems.Add(new TargetProblem(node.Start.Line, node.Start.Column, text));
}
