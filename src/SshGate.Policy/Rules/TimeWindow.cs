namespace SshGate.Policy.Rules;

/// <summary>Days and hours in a time zone. A window that ends before it begins runs past midnight.</summary>
internal sealed record TimeWindow(TimeZoneInfo Zone, IReadOnlyList<DayOfWeek>? Days, TimeOnly From, TimeOnly To)
{
    /// <summary>Only on these days; null for every day.</summary>
    public DateSet? Dates { get; init; }

    /// <summary>Not on these days.</summary>
    public DateSet? Except { get; init; }

    public bool Contains(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var crosses = To <= From;
        if (!(crosses ? time >= From || time < To : time >= From && time < To))
        {
            return false;
        }

        // After midnight a crossing window still belongs to the day it began.
        var day = DateOnly.FromDateTime(local.DateTime);
        day = crosses && time < To && From != TimeOnly.MinValue ? day.AddDays(-1) : day;
        return Days?.Contains(day.DayOfWeek) != false && Dates?.Contains(day) != false && Except?.Contains(day) != true;
    }
}
