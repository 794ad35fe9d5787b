namespace SshGate.Gateway.Lanes.Shell;

/// <summary>Text as one literal word of any POSIX-like shell.</summary>
internal static class ShellQuoting
{
    /// <summary>In single quotes, in which nothing has a meaning; a single quote stands outside of them, escaped.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
