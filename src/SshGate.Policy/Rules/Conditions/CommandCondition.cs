namespace SshGate.Policy.Rules.Conditions;

/// <summary>The base name of the command, or of the verbs of a statement.</summary>
internal sealed class CommandCondition(PatternList patterns) : Condition("command")
{
    public override bool IsAboutElement => true;

    public override IReadOnlyList<string> Wanted => patterns.Texts;

    public override bool? Holds(Facts facts)
    {
        var names = CommandText.Names(facts);
        bool? Matches(string name) => name == "?" && !Wanted.Contains("*") ? null : patterns.Matches(name);
        return names.Count == 0 ? false : facts.MustCoverAll ? Truth.All(names, Matches) : Truth.Any(names, Matches);
    }

    public override string Found(Facts facts) => CommandText.Names(facts) is { Count: > 0 } names ? string.Join(", ", names) : "no command";

    public override bool Includes(Condition other) => base.Includes(other) || (other is CommandCondition && Wanted.Contains("*"));
}
