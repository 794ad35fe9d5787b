namespace SshGate.Policy.Scripts;

/// <summary>The part of a command that says which shell runs a script, and how.</summary>
internal static class ShellCommand
{
    private static readonly string[] Shells = ["sh", "bash", "dash", "zsh"];

    /// <summary>Directories whose programs are the system's own.</summary>
    private static readonly string[] Directories = ["/bin/", "/usr/bin/"];

    /// <summary>
    /// The shell with its options, and the words after them. No shell when the first word is none, or has an option that
    /// changes where the script comes from: then all words are the rest.
    /// </summary>
    public static (IReadOnlyList<string> Shell, string[] Operands) Split(IReadOnlyList<string> words)
    {
        if (!IsShell(words[0]))
        {
            return ([], [.. words]);
        }

        var options = words.Skip(1).TakeWhile(IsOption).ToList();
        return ([words[0], .. options], [.. words.Skip(1 + options.Count)]);
    }

    /// <summary>The shell that the first line of a script names; null when it names none of ours.</summary>
    public static IReadOnlyList<string>? OfShebang(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (!text.StartsWith("#!", StringComparison.Ordinal) || end < 0)
        {
            return null;
        }

        var words = text[2..end].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["/usr/bin/env" or "/bin/env", var name] when Shells.Contains(name) => [name],
            [var path] when IsShell(path) && path.StartsWith('/') => [path],
            // The kernel hands everything after the path over as one word.
            [var path, var option] when IsShell(path) && path.StartsWith('/') && IsOption(option) => [path, option],
            _ => null,
        };
    }

    private static bool IsShell(string word) => Shells.Contains(word)
        || Directories.Any(directory => word.StartsWith(directory, StringComparison.Ordinal) && Shells.Contains(word[directory.Length..]));

    /// <summary>Options that leave the script and its place alone: stop at errors, at unset variables, show what runs.</summary>
    private static bool IsOption(string word) => word is ['-', _, ..] && word.AsSpan(1).IndexOfAnyExcept("eux") < 0;
}
