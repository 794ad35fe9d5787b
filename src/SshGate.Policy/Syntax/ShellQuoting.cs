namespace SshGate.Policy.Syntax;

/// <summary>Text as one literal word of every POSIX-like shell (POSIX.1-2017, XCU 2.2.2).</summary>
public static class ShellQuoting
{
    /// <summary>In single quotes, in which nothing has a meaning; a single quote stands outside of them, escaped.</summary>
    /// <param name="text">The word's text, without NUL.</param>
    /// <returns>The word.</returns>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
