using System.Globalization;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>A number lies in a range; null from the fact means nobody knows it.</summary>
internal sealed class NumberCondition(string key, string text, NumberRange range, bool isAboutElement, Func<Facts, long?> select)
    : Condition(key)
{
    public override bool IsAboutElement => isAboutElement;

    public override IReadOnlyList<string> Wanted { get; } = [text];

    public override bool? Holds(Facts facts) => select(facts) is { } value ? range.Contains(value) : null;

    public override string Found(Facts facts) => select(facts)?.ToString(CultureInfo.InvariantCulture) ?? "not known";

    public override bool Includes(Condition other) =>
        other is NumberCondition number && number.Key == Key && number.Least >= range.Min && number.Most <= range.Max;

    private long Least => range.Min;

    private long Most => range.Max;
}
