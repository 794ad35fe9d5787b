namespace SshGate.Policy.Rules.Conditions;

/// <summary>
/// This does not hold. What must cover everything becomes what may touch anything, and the other way round: a rule that allows
/// unless a path is touched must not be content with one path that is not.
/// </summary>
internal sealed class NotCondition(Condition part) : Condition("not")
{
    public Condition Part => part;

    public override bool IsAboutElement => part.IsAboutElement;

    public override int Cost => part.Cost;

    public override IReadOnlyList<string> Wanted => part.Wanted;

    public override bool? Holds(Facts facts) => !part.Holds(facts with { MustCoverAll = !facts.MustCoverAll });

    public override string Found(Facts facts) => part.Found(facts);

    public override bool Includes(Condition other) => other is NotCondition not && not.Part.Includes(part);
}
