namespace SshGate.Policy.Rules;

/// <summary>Days of the week and hours of the day in a time zone. A window that ends before it begins runs past midnight.</summary>
internal sealed record TimeWindow(TimeZoneInfo Zone, IReadOnlyList<DayOfWeek>? Days, TimeOnly From, TimeOnly To)
{
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
        var day = crosses && time < To && From != TimeOnly.MinValue ? local.AddDays(-1).DayOfWeek : local.DayOfWeek;
        return Days is null || Days.Contains(day);
    }
}
