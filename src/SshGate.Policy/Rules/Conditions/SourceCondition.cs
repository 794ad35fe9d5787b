namespace SshGate.Policy.Rules.Conditions;

/// <summary>The client's address lies in one of the networks.</summary>
internal sealed class SourceCondition(IReadOnlyList<string> texts, IReadOnlyList<NetworkRange> ranges) : Condition("source")
{
    public override IReadOnlyList<string> Wanted => texts;

    public override bool? Holds(Facts facts) =>
        NetworkRange.Parse(facts.Request.SourceAddress) is null ? null : ranges.Any(range => range.Contains(facts.Request.SourceAddress));

    public override string Found(Facts facts) => facts.Request.SourceAddress;
}
