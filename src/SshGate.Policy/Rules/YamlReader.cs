using System.Globalization;
using System.Text.RegularExpressions;
using SshGate.Policy.Classification;
using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads YAML nodes strictly and keeps every fault with its place.</summary>
internal sealed partial class YamlReader(string file)
{
    /// <summary>A longer pattern is no longer read by those who review it.</summary>
    private const int MaxPattern = 1024;

    private const int MaxList = 1000;

    // A repetition is unrolled into the automaton: this bounds what one pattern may cost.
    private const int MaxRepetitions = 2000;

    private readonly List<PolicyError> _errors = [];

    public IReadOnlyList<PolicyError> Errors => _errors;

    public static PolicyPlace Place(YamlNode node, string file) =>
        new(file, (int)Math.Max(node.Start.Line, 1), (int)Math.Max(node.Start.Column, 1));

    public PolicyPlace Place(YamlNode node) => Place(node, file);

    public void Fault(YamlNode node, string message) => _errors.Add(Place(node).Says(message));

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
        if (nodes.Count > MaxList)
        {
            Fault(node, $"{what}: more than {MaxList} entries");
            return [];
        }

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

    /// <summary>Texts that are names of something outside: groups, channels, tags.</summary>
    public List<string> Names(YamlNode node, string what)
    {
        var names = new List<string>();
        foreach (var (at, text) in Texts(node, what))
        {
            if (text.Trim().Length == 0 || text.Length > 256 || text.Any(char.IsControl))
            {
                Fault(at, $"{what}: expected a name of 1 to 256 characters");
            }

            names.Add(text);
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
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

    public bool Boolean(YamlNode node, string what)
    {
        switch (Text(node, what))
        {
            case "true":
                return true;
            case "false":
                return false;
            case null:
                return false;
            default:
                Fault(node, $"{what}: expected true or false");
                return false;
        }
    }

    /// <summary>Globs: <c>*</c> any text, <c>?</c> any character, from end to end.</summary>
    public PatternList Globs(YamlNode node, string what)
    {
        var texts = Texts(node, what);
        foreach (var (at, text) in texts.Where(entry => entry.Text.Length > MaxPattern))
        {
            Fault(at, $"{what}: longer than {MaxPattern} characters");
        }

        return new PatternList(
            [.. texts.Select(entry => entry.Text)],
            [.. texts.Where(entry => entry.Text.Length <= MaxPattern).Select(entry => GlobPattern.Compile(entry.Text))]);
    }

    /// <summary>Regular expressions that match from end to end.</summary>
    public PatternList Patterns(YamlNode node, string what)
    {
        var texts = Texts(node, what);
        return new PatternList([.. texts.Select(entry => entry.Text)], [.. texts.Select(entry => Pattern(entry.Node, what, entry.Text, true)).OfType<Regex>()]);
    }

    /// <summary>One regular expression; null, and a fault, when it is none or could cost too much.</summary>
    public Regex? Pattern(YamlNode node, string what, string text, bool isWhole)
    {
        if (text.Length > MaxPattern)
        {
            Fault(node, $"{what}: longer than {MaxPattern} characters");
            return null;
        }

        long repetitions = 1;
        foreach (Match match in Repetition().Matches(text))
        {
            var most = match.Groups.Values.Skip(1).Where(group => group.Length > 0)
                .Max(group => long.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : MaxRepetitions + 1);
            repetitions = Math.Min(repetitions * Math.Max(most, 1), MaxRepetitions + 1);
        }

        if (repetitions > MaxRepetitions)
        {
            Fault(node, $"{what}: repetitions multiply to more than {MaxRepetitions}");
            return null;
        }

        try
        {
            return new Regex(isWhole ? $"^(?:{text})$" : text, RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            Fault(node, $"{what}: not a regular expression without backtracking: {failure.Message}");
            return null;
        }
    }

    public NumberRange Range(YamlNode node, string what)
    {
        if (Text(node, what) is { } text && NumberRange.Parse(text) is { } range)
        {
            return range;
        }

        Fault(node, $"{what}: {NumberRange.Expected}");
        return new NumberRange(0, 0);
    }

    public int Number(YamlNode node, string what, int min, int max)
    {
        if (int.TryParse(Text(node, what), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(node, $"{what}: expected {min} to {max}");
        return min;
    }

    public TimeSpan Duration(YamlNode node, string what)
    {
        var text = Text(node, what) ?? "";
        var unit = text.Length > 0 ? text[^1] : ' ';
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        var isNumber = int.TryParse(text.AsSpan(0, Math.Max(text.Length - 1, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (seconds > 0 && isNumber && number >= 1 && (long)number * seconds <= 30 * 86400)
        {
            return TimeSpan.FromSeconds((long)number * seconds);
        }

        Fault(node, $"{what}: expected a duration such as 90s, 15m, 4h or 1d, at most 30d");
        return TimeSpan.FromMinutes(1);
    }

    public T Value<T>(YamlNode node, string what)
        where T : struct, Enum => Values<T>(node, what) is [var one, ..] ? one : default;

    public List<T> Values<T>(YamlNode node, string what)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var (at, text) in Texts(node, what))
        {
            if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, true, out var value))
            {
                values.Add(value);
            }
            else
            {
                Fault(at, $"{what}: expected {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
            }
        }

        return values;
    }

    [GeneratedRegex(@"\{([0-9]+)(?:,([0-9]*))?\}", RegexOptions.NonBacktracking)]
    private static partial Regex Repetition();
}
