namespace SshGate.Policy;

/// <summary>One thing the analysis found a command line to do: its risk, words for people, and where.</summary>
public sealed record Finding(RiskClass Risk, string Text, SourceSpan Span);
