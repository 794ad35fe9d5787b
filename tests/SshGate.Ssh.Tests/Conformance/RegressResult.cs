namespace SshGate.Ssh.Tests.Conformance;

/// <summary>How a script ended.</summary>
/// <param name="Passed">Whether all of it passed.</param>
/// <param name="Output">All it said.</param>
/// <param name="Failures">What failed: the attempt, a colon, the complaint.</param>
internal sealed record RegressResult(bool Passed, string Output, IReadOnlyList<string> Failures);
