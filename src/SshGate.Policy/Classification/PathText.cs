namespace SshGate.Policy.Classification;

/// <summary>Paths as text: nothing here asks a file system.</summary>
internal static class PathText
{
    private static readonly HashSet<string> Trusted =
        new(["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin"], StringComparer.Ordinal);

    /// <summary>Removes doubled slashes, <c>.</c> and <c>..</c> components.</summary>
    public static string Normalize(string path)
    {
        if (IsNormal(path))
        {
            return path;
        }

        var kept = new List<string>();
        foreach (var piece in path.Split('/'))
        {
            if (piece == ".." && kept.Count > 0 && kept[^1] != "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (piece is not ("" or "." or ".."))
            {
                kept.Add(piece);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', kept);
    }

    /// <summary>Whether there is surely nothing to remove; most words are so.</summary>
    private static bool IsNormal(string path) => path.Length > 0
        && path[^1] != '/'
        && path is not "." && !path.StartsWith("./", StringComparison.Ordinal) && !path.StartsWith("..", StringComparison.Ordinal)
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>The name after the last slash.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>
    /// The table name of a command word: a bare name, or a file directly in a directory that only the system writes to;
    /// null for any other path.
    /// </summary>
    public static string? CommandName(string word)
    {
        if (!word.Contains('/', StringComparison.Ordinal))
        {
            return word;
        }

        // ".." is not resolved: with a symbolic link in between it leads elsewhere.
        var path = Normalize(word);
        var slash = path.LastIndexOf('/');
        return !word.StartsWith('/') || word.Split('/').Contains("..") || slash <= 0 || !Trusted.Contains(path[..slash])
            ? null
            : path[(slash + 1)..];
    }
}
