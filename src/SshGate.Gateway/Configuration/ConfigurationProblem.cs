namespace SshGate.Gateway.Configuration;

/// <summary>One thing wrong in the configuration.</summary>
/// <param name="Path">JSON path, such as <c>$.Ssh.Listen</c>; line and column in a policy.</param>
/// <param name="Text">The value found and what is accepted; never a secret.</param>
public sealed record ConfigurationProblem(string Path, string Text);
