namespace SshGate.Policy.Rules.Conditions;

/// <summary>The arguments joined by blanks match one of the expressions, from end to end.</summary>
internal sealed class ArgumentsCondition(PatternList patterns) : Condition("arguments")
{
    public override bool IsAboutElement => true;

    public override int Cost => 1;

    public override IReadOnlyList<string> Wanted => patterns.Texts;

    /// <summary>Whether this text would do.</summary>
    public bool Accepts(string text) => patterns.Matches(text);

    public override bool? Holds(Facts facts) =>
        !CommandText.HasCommand(facts) ? false : CommandText.Of(facts) is { } text ? patterns.Matches(text) : null;

    public override string Found(Facts facts) =>
        !CommandText.HasCommand(facts) ? "no command" : CommandText.Of(facts) ?? "not known before it runs";
}
