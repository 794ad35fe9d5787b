namespace SshGate.Policy;

/// <summary>One reason of a verdict: the rule it belongs to, words for people, and the piece of source it is about.</summary>
public sealed record VerdictReason(string Rule, string Text, SourceSpan? Span);
