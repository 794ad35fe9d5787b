namespace SshGate.Policy.Rules.Conditions;

/// <summary>At least one of these holds.</summary>
internal sealed class AnyCondition(IReadOnlyList<Condition> parts) : Condition("any")
{
    public IReadOnlyList<Condition> Parts => parts;

    public override bool IsAboutElement { get; } = parts.Any(part => part.IsAboutElement);

    public override int Cost { get; } = parts.Select(part => part.Cost).DefaultIfEmpty(0).Max();

    public override IReadOnlyList<string> Wanted { get; } = [.. parts.Select(part => string.Join(" and ", part.Wanted))];

    public override bool? Holds(Facts facts) => Truth.Any(parts, part => part.Holds(facts));

    public override string Found(Facts facts) => string.Join(" / ", parts.Select(part => part.Found(facts)));
}
