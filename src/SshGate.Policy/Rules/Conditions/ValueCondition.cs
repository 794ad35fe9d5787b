namespace SshGate.Policy.Rules.Conditions;

/// <summary>A value of a fixed list (risk, context) is one of those named.</summary>
internal sealed class ValueCondition<T>(string key, IReadOnlyList<T> values, bool isAboutElement, Func<Facts, T> select) : Condition(key)
    where T : struct, Enum
{
    public override bool IsAboutElement => isAboutElement;

    public IReadOnlyList<T> Values => values;

    public override IReadOnlyList<string> Wanted { get; } = [.. values.Select(value => value.ToString().ToLowerInvariant())];

    public override bool? Holds(Facts facts) => values.Contains(select(facts));

    public override string Found(Facts facts) => select(facts).ToString().ToLowerInvariant();
}
