using System.Globalization;
using SshGate.Policy.Rules.Conditions;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads times, days, zones and calendars.</summary>
internal sealed class TimeReader(YamlReader yaml, PolicyScope scope)
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Named lists of days.</summary>
    public void Calendars(YamlNode node)
    {
        foreach (var (name, value) in yaml.Map(node, "calendars"))
        {
            if (!PolicyReader.IsId(name) || name.Contains("to", StringComparison.Ordinal) && name.Length == 2 || char.IsAsciiDigit(name[0]))
            {
                yaml.Fault(value, $"calendars: '{name}' cannot be a name: letters, digits, '-', '_' and '.', not a digit first");
            }

            scope.Calendars[name] = Days(value, "calendars");
        }
    }

    public TimeCondition Condition(YamlNode node)
    {
        var keys = yaml.Map(node, "time", PolicyKeys.Time);
        var window = new TimeWindow(
            keys.TryGetValue("zone", out var zone) ? Zone(zone) : scope.Zone,
            keys.TryGetValue("days", out var days) ? Weekdays(days) : null,
            Clock(keys, "from"),
            Clock(keys, "to"))
        {
            Dates = keys.TryGetValue("dates", out var dates) ? Days(dates, "dates") : null,
            Except = keys.TryGetValue("except", out var except) ? Days(except, "except") : null,
        };
        if (keys.ContainsKey("from") && keys.ContainsKey("to") && window.From == window.To)
        {
            yaml.Fault(node, "time: 'from' and 'to' are the same; leave both out for the whole day");
        }

        return new TimeCondition(string.Join(' ', node), window);
    }

    public TimeZoneInfo Zone(YamlNode node)
    {
        var name = yaml.Text(node, "zone") ?? "";
        if (name.Length is > 0 and <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        yaml.Fault(node, $"zone: '{name}' is not a time zone of this system; expected a name such as Europe/Berlin or UTC");
        return TimeZoneInfo.Utc;
    }

    /// <summary>A day such as <c>2026-12-25</c>.</summary>
    public DateOnly? Day(YamlNode node, string what)
    {
        if (ParseDay(yaml.Text(node, what) ?? "") is { } day)
        {
            return day;
        }

        yaml.Fault(node, $"{what}: expected a day such as 2026-12-25");
        return null;
    }

    private DateSet Days(YamlNode node, string what)
    {
        var ranges = new List<(DateOnly From, DateOnly To)>();
        foreach (var (at, text) in yaml.Texts(node, what))
        {
            if (scope.Calendars.TryGetValue(text, out var calendar))
            {
                scope.UsedCalendars.Add(text);
                ranges.AddRange(calendar.Ranges);
            }
            else if (text.Split(" to ") is [var first, var last] && ParseDay(first) is { } from && ParseDay(last) is { } to && from <= to)
            {
                ranges.Add((from, to));
            }
            else if (ParseDay(text) is { } day)
            {
                ranges.Add((day, day));
            }
            else
            {
                yaml.Fault(at, $"{what}: expected 2026-12-25, 2026-12-24 to 2027-01-01, or the name of one of the 'calendars:'");
            }
        }

        return new DateSet(ranges);
    }

    private static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private List<DayOfWeek> Weekdays(YamlNode node)
    {
        var days = new List<DayOfWeek>();
        foreach (var (at, text) in yaml.Texts(node, "days"))
        {
            var index = Array.IndexOf(DayNames, text);
            if (index < 0)
            {
                yaml.Fault(at, "days: expected mon, tue, wed, thu, fri, sat or sun");
            }

            days.Add((DayOfWeek)Math.Max(index, 0));
        }

        return days;
    }

    private TimeOnly Clock(Dictionary<string, YamlNode> keys, string key)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            return TimeOnly.MinValue;
        }

        if (TimeOnly.TryParseExact(yaml.Text(node, key), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        yaml.Fault(node, $"{key}: expected a time such as 08:00");
        return TimeOnly.MinValue;
    }
}
