namespace SshGate.Gateway.Targets;

/// <summary>One thing wrong in <c>targets.yaml</c>.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">What was found and what is accepted.</param>
public sealed record TargetProblem(long Line, long Column, string Text);
