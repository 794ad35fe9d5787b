namespace SshGate.Policy.Rules.Conditions;

/// <summary>Something is so or is not; null from the fact means nobody knows.</summary>
internal sealed class FlagCondition(string key, bool wanted, bool isAboutElement, Func<Facts, bool?> select) : Condition(key)
{
    public override bool IsAboutElement => isAboutElement;

    public override IReadOnlyList<string> Wanted { get; } = [wanted ? "true" : "false"];

    public override bool? Holds(Facts facts) => select(facts) is { } found ? found == wanted : null;

    public override string Found(Facts facts) => select(facts) switch { true => "true", false => "false", null => "not known" };
}
