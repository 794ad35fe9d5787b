namespace SshGate.Policy.Rules.Conditions;

/// <summary>A fact about who asks or what for, compared with globs: one of the texts matches one of them.</summary>
internal sealed class TextCondition(string key, PatternList patterns, Func<PolicyRequest, IReadOnlyList<string>> select) : Condition(key)
{
    public override IReadOnlyList<string> Wanted => patterns.Texts;

    public override bool? Holds(Facts facts) => select(facts.Request).Any(patterns.Matches);

    public override string Found(Facts facts) => string.Join(", ", select(facts.Request));

    public override bool Includes(Condition other) => base.Includes(other) || (other.Key == Key && other is TextCondition && Wanted.Contains("*"));
}
