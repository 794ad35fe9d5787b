using System.Globalization;
using System.Text.RegularExpressions;
using SshGate.Policy.Classification;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>The <c>when</c> of a rule.</summary>
internal sealed partial class PolicyReader
{
    private static readonly string[] CommonKeys =
    [
        "principal", "issuer", "client", "agent", "groups", "scopes", "target", "environment", "labels", "account", "source", "time",
    ];

    private static readonly string[] CommandKeys =
        [.. CommonKeys, "context", "risk", "command", "arguments", "paths", "line", "terminal"];

    private RuleConditions Conditions(YamlNode node, bool isCommand)
    {
        var keys = _yaml.Map(node, "when", isCommand ? CommandKeys : CommonKeys);
        return new RuleConditions
        {
            Principal = Globs(keys, "principal"),
            Issuer = Globs(keys, "issuer"),
            Client = Globs(keys, "client"),
            Agent = Globs(keys, "agent"),
            Groups = Globs(keys, "groups"),
            Scopes = Globs(keys, "scopes"),
            Target = Globs(keys, "target"),
            Environment = Globs(keys, "environment"),
            Labels = Labels(keys),
            Account = Globs(keys, "account"),
            Source = Sources(keys),
            Time = keys.TryGetValue("time", out var time) ? Time(time) : null,
            Context = Names<CommandContext>(keys, "context"),
            Risk = Names<RiskClass>(keys, "risk"),
            Command = Globs(keys, "command"),
            Arguments = Patterns(keys, "arguments"),
            Paths = Globs(keys, "paths"),
            Line = keys.TryGetValue("line", out var line) ? _yaml.Text(line, "line") : null,
            Terminal = keys.TryGetValue("terminal", out var terminal) ? Boolean(terminal) : null,
        };
    }

    private List<Regex>? Globs(Dictionary<string, YamlNode> keys, string key) => keys.TryGetValue(key, out var node)
        ? [.. _yaml.Texts(node, key).Select(entry => GlobPattern.Compile(entry.Text))]
        : null;

    private List<Regex>? Patterns(Dictionary<string, YamlNode> keys, string key)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return null;
        }

        var patterns = new List<Regex>();
        foreach (var (at, text) in _yaml.Texts(node, key))
        {
            try
            {
                patterns.Add(new Regex($"^(?:{text})$", RegexOptions.NonBacktracking | RegexOptions.Singleline));
            }
            catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
            {
                _yaml.Fault(at, $"{key}: not a regular expression without backtracking: {failure.Message}");
            }
        }

        return patterns;
    }

    private Dictionary<string, IReadOnlyList<Regex>>? Labels(Dictionary<string, YamlNode> keys)
    {
        if (!keys.TryGetValue("labels", out var node))
        {
            return null;
        }

        var entries = _yaml.Map(node, "labels");
        return entries.ToDictionary(
            entry => entry.Key, entry => (IReadOnlyList<Regex>)Globs(entries, entry.Key)!, StringComparer.Ordinal);
    }

    private List<NetworkRange>? Sources(Dictionary<string, YamlNode> keys)
    {
        if (!keys.TryGetValue("source", out var node))
        {
            return null;
        }

        var ranges = new List<NetworkRange>();
        foreach (var (at, text) in _yaml.Texts(node, "source"))
        {
            if (NetworkRange.Parse(text) is { } range)
            {
                ranges.Add(range);
            }
            else
            {
                _yaml.Fault(at, "source: expected an address or a network such as 10.0.0.0/8");
            }
        }

        return ranges;
    }

    private List<T>? Names<T>(Dictionary<string, YamlNode> keys, string key)
        where T : struct, Enum
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return null;
        }

        var values = new List<T>();
        foreach (var (at, text) in _yaml.Texts(node, key))
        {
            if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, true, out var value))
            {
                values.Add(value);
            }
            else
            {
                _yaml.Fault(at, $"{key}: expected {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
            }
        }

        return values;
    }

    private bool Boolean(YamlNode node)
    {
        switch (_yaml.Text(node, "terminal"))
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                _yaml.Fault(node, "expected true or false");
                return false;
        }
    }

    private TimeWindow? Time(YamlNode node)
    {
        var keys = _yaml.Map(node, "time", "zone", "days", "from", "to");
        var zone = TimeZoneInfo.Utc;
        if (keys.TryGetValue("zone", out var zoneNode) && _yaml.Text(zoneNode, "zone") is { } name
            && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
        {
            _yaml.Fault(zoneNode, $"zone: '{name}' is not a time zone of this system");
            zone = TimeZoneInfo.Utc;
        }

        List<DayOfWeek>? days = null;
        if (keys.TryGetValue("days", out var daysNode))
        {
            days = [];
            foreach (var (at, text) in _yaml.Texts(daysNode, "days"))
            {
                var index = Array.IndexOf(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], text);
                if (index < 0)
                {
                    _yaml.Fault(at, "days: expected mon, tue, wed, thu, fri, sat or sun");
                }

                days.Add((DayOfWeek)Math.Max(index, 0));
            }
        }

        return new TimeWindow(zone, days, Clock(keys, "from"), Clock(keys, "to"));
    }

    private TimeOnly Clock(Dictionary<string, YamlNode> keys, string key)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return TimeOnly.MinValue;
        }

        if (TimeOnly.TryParseExact(_yaml.Text(node, key), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        _yaml.Fault(node, $"{key}: expected a time such as 08:00");
        return TimeOnly.MinValue;
    }
}
