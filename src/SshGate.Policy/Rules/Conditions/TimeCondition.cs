using System.Globalization;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>The time lies in the window.</summary>
internal sealed class TimeCondition(string text, TimeWindow window) : Condition("time")
{
    public override IReadOnlyList<string> Wanted { get; } = [text];

    public override bool? Holds(Facts facts) => window.Contains(facts.Request.Now);

    public override string Found(Facts facts) =>
        TimeZoneInfo.ConvertTime(facts.Request.Now, window.Zone).ToString("ddd yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
}
