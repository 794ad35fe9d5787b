namespace SshGate.Policy.Rules.Conditions;

/// <summary>
/// Files that redirections of the line open. A rule that allows wants one at least and all of them covered, and allows the
/// redirecting alone, not the commands beside it.
/// </summary>
internal sealed class RedirectionsCondition(PatternList patterns) : Condition("redirections")
{
    public override bool IsAboutElement => true;

    public override int Cost => 2;

    public override IReadOnlyList<string> Wanted => patterns.Texts;

    public override bool? Holds(Facts facts)
    {
        var paths = PathReading.Redirected(facts).ToList();
        bool? Matches(PathReading path) => path.Candidates.Any(patterns.Matches) ? true : path.IsKnown ? false : null;
        bool? Covers(PathReading path) => path.IsKnown && PathReading.IsPlain(path.Text) && patterns.Matches(PathReading.Plain(path.Text));
        return paths.Count == 0 || (facts.MustCoverAll && facts.Element?.Use is not null) ? false : facts.MustCoverAll ? Truth.All(paths, Covers) : Truth.Any(paths, Matches);
    }

    public override string Found(Facts facts) => PathReading.Describe(PathReading.Redirected(facts));
}
