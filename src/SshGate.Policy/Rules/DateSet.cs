namespace SshGate.Policy.Rules;

/// <summary>Days of the calendar: single ones and ranges, both ends included.</summary>
internal sealed record DateSet(IReadOnlyList<(DateOnly From, DateOnly To)> Ranges)
{
    public bool Contains(DateOnly day) => Ranges.Any(range => day >= range.From && day <= range.To);
}
