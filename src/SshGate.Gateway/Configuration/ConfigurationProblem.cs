namespace SshGate.Gateway.Configuration;

/// <summary>One thing wrong in the configuration.</summary>
/// <param name="Path">JSON path, such as <c>$.Ssh.Listen</c>; line and column in a policy.</param>
/// <param name="Text">The value found and what is accepted; never a secret.</param>
public sealed record ConfigurationProblem(string Path, string Text)
{
    /// <summary>The line for people: <c>file: $.Path: text</c>, or <c>file:line:column: text</c> as editors jump to it.</summary>
    public string In(string file) => Path.StartsWith('$') ? $"{file}: {Path}: {Text}" : $"{file}:{Path}: {Text}";
}
