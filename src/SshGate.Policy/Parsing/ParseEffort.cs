namespace SshGate.Policy.Parsing;

/// <summary>
/// What parsing one source may still cost, counted so that the same source always gets the same answer; shared by the parsers
/// of what stands between backquotes.
/// </summary>
internal sealed class ParseEffort(int length)
{
    /// <summary>How often an expansion may turn out unreadable before the whole source is: bounds the work of reading twice.</summary>
    private int _retries = 64;

    /// <summary>Commands, words and their parts: more than anybody reads, and few enough to hold in memory and to judge.</summary>
    private int _nodes = 500_000;

    /// <summary>Characters that may be looked at in search of closing brackets; runs out only for text made to cost time.</summary>
    private long _search = 10_000 + (8L * length);

    /// <summary>Whether some text was not read because of a limit of ours: no shell need stop there.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Takes one retry; false when there is none left.</summary>
    public bool Retry() => --_retries >= 0 || Exceed();

    /// <summary>Takes some nodes of the syntax tree; false when there are none left.</summary>
    public bool Grow(int nodes) => (_nodes -= nodes) >= 0 || Exceed();

    /// <summary>Takes some characters of searching; false when there are none left.</summary>
    public bool Search(int characters) => (_search -= characters) >= 0 || Exceed();

    /// <summary>Checks a depth of nesting; false when it is too much.</summary>
    public bool Nest(int depth) => depth <= ShellLimits.Depth || Exceed();

    private bool Exceed()
    {
        IsExceeded = true;
        return false;
    }
}
