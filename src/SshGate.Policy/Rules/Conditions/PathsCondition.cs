namespace SshGate.Policy.Rules.Conditions;

/// <summary>
/// Paths a command names. A rule that allows must cover every operand; the others are content with one, and count the files that
/// redirections open, values of options, and every place a relative path may lead to.
/// </summary>
internal sealed class PathsCondition(PatternList patterns) : Condition("paths")
{
    public override bool IsAboutElement => true;

    public override int Cost => 2;

    public override IReadOnlyList<string> Wanted => patterns.Texts;

    public override bool? Holds(Facts facts)
    {
        if (facts.MustCoverAll)
        {
            return facts.Element?.Use is null ? false
                : PathReading.ToCover(facts) is { } paths ? paths.Count > 0 && paths.All(Covers)
                : null;
        }

        return facts.Element is null ? false : Truth.Any(PathReading.Named(facts).Concat(PathReading.Redirected(facts)), Touches);
    }

    public override string Found(Facts facts) => PathReading.Describe(PathReading.Named(facts).Concat(PathReading.Redirected(facts)));

    private bool Covers(string path) => PathReading.IsPlain(path) && patterns.Matches(PathReading.Plain(path));

    private bool? Touches(PathReading path) => path.Candidates.Any(patterns.Matches) ? true : path.IsKnown ? false : null;
}
