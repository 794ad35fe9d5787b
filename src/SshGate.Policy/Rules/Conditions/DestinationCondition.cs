namespace SshGate.Policy.Rules.Conditions;

/// <summary>The destination of a forward.</summary>
internal sealed class DestinationCondition(IReadOnlyList<string> texts, IReadOnlyList<Destination> destinations) : Condition("destination")
{
    public override IReadOnlyList<string> Wanted => texts;

    public override bool? Holds(Facts facts) =>
        facts.Command?.Command.Forward is { } forward ? Truth.Any(destinations, destination => destination.Contains(forward)) : false;

    public override string Found(Facts facts) => facts.Command?.Command.Forward?.Address ?? "no forward";
}
