namespace SshGate.Policy;

/// <summary>One condition of a rule: what it wants and what was found.</summary>
/// <param name="Key">The key it is written under.</param>
/// <param name="Wanted">What it wants.</param>
/// <param name="Found">What was found.</param>
/// <param name="Holds">Whether it is met; null when that cannot be known before the command runs.</param>
public sealed record ConditionExplanation(string Key, string Wanted, string Found, bool? Holds);
