namespace SshGate.Policy.Rules.Conditions;

/// <summary>Every one of these holds; of none at all that is so.</summary>
internal sealed class AllCondition(IReadOnlyList<Condition> parts) : Condition("all")
{
    public IReadOnlyList<Condition> Parts => parts;

    public override bool IsAboutElement { get; } = parts.Any(part => part.IsAboutElement);

    public override int Cost { get; } = parts.Select(part => part.Cost).DefaultIfEmpty(0).Max();

    public override IReadOnlyList<string> Wanted { get; } = [.. parts.Select(part => $"{part.Key}: {string.Join(" | ", part.Wanted)}")];

    public override bool? Holds(Facts facts) => Truth.All(parts, part => part.Holds(facts));

    public override string Found(Facts facts) =>
        string.Join("; ", parts.Where(part => part.Holds(facts) != true).Select(part => $"{part.Key} is {part.Found(facts)}"));

    /// <summary>Each part of this must follow from some part of the other.</summary>
    public override bool Includes(Condition other) =>
        other is AllCondition all && parts.All(part => all.Parts.Any(part.Includes));
}
