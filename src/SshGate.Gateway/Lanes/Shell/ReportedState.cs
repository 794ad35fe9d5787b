namespace SshGate.Gateway.Lanes.Shell;

/// <summary>What a statement left behind in its shell, as the target says; not checked yet.</summary>
/// <param name="Directory">The working directory.</param>
/// <param name="Home">The account's home.</param>
/// <param name="Variables">The variables that were asked about; null is unset.</param>
internal sealed record ReportedState(string Directory, string Home, IReadOnlyList<KeyValuePair<string, string?>> Variables);
