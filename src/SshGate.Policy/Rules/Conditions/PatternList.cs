using System.Text.RegularExpressions;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>Compiled patterns with the text they were written as.</summary>
internal sealed record PatternList(IReadOnlyList<string> Texts, IReadOnlyList<Regex> Patterns)
{
    public bool Matches(string text) => Patterns.Any(pattern => pattern.IsMatch(text));
}
