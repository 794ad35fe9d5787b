using System.Globalization;

namespace SshGate.Policy.Classification;

/// <summary>Brace expansion (bash manual 3.5.1) of unquoted text.</summary>
internal static class BraceExpansion
{
    private const int MaxWords = 64;

    /// <summary>A longer word is not expanded: every word it becomes would be as long.</summary>
    private const int MaxLength = 4096;

    /// <summary>Whether bash would look for braces to expand in a whole word.</summary>
    public static bool IsCandidate(string text)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        return open >= 0 && text.IndexOf('}', open) > 0
            && (text.IndexOf(',', open) > 0 || text.IndexOf("..", open, StringComparison.Ordinal) > 0);
    }

    /// <summary>Whether a piece of a longer word can take part in an expansion.</summary>
    public static bool MayBePart(string text) =>
        text.Contains(',', StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal)
            ? text.Contains('{', StringComparison.Ordinal) || text.Contains('}', StringComparison.Ordinal)
            : text.Contains('{', StringComparison.Ordinal) && text is not "{" and not "{}";

    /// <summary>The words it becomes; null where there are too many, or the form is not read.</summary>
    public static List<string>? Expand(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        var result = new List<string>();
        return Expand("", text, result, 0) ? result : null;
    }

    private static bool Expand(string done, string text, List<string> result, int depth)
    {
        if (result.Count >= MaxWords || depth > 8)
        {
            return false;
        }

        var open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            result.Add(done + text);
            return true;
        }

        var close = Close(text, open);
        if (close < 0)
        {
            // Braces that do not pair: what bash makes of them is not worth guessing.
            return false;
        }

        var choices = Choices(text[(open + 1)..close]);
        if (choices is null)
        {
            return false;
        }

        if (choices.Count == 1)
        {
            return Expand(done + text[..(close + 1)], text[(close + 1)..], result, depth + 1);
        }

        foreach (var choice in choices)
        {
            if (!Expand(done + text[..open], choice + text[(close + 1)..], result, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The alternatives between a pair of braces; one when it is no expansion; null when it is not read.</summary>
    private static List<string>? Choices(string inner)
    {
        var pieces = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            depth += inner[i] == '{' ? 1 : inner[i] == '}' ? -1 : 0;
            if (inner[i] == ',' && depth == 0)
            {
                pieces.Add(inner[start..i]);
                start = i + 1;
            }
        }

        pieces.Add(inner[start..]);
        if (pieces.Count > 1)
        {
            return pieces;
        }

        if (inner.Contains('{', StringComparison.Ordinal))
        {
            return null;
        }

        var ends = inner.Split("..");
        if (ends.Length != 2)
        {
            return ends.Length > 2 ? null : pieces;
        }

        if (int.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to))
        {
            return Math.Abs((long)to - from) >= MaxWords
                ? null
                : [.. Range(from, to).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        }

        return ends[0].Length == 1 && ends[1].Length == 1 && char.IsAsciiLetter(ends[0][0]) && char.IsAsciiLetter(ends[1][0])
            ? [.. Range(ends[0][0], ends[1][0]).Select(letter => ((char)letter).ToString())]
            : pieces;
    }

    private static IEnumerable<int> Range(int from, int to) =>
        from <= to ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(to, from - to + 1).Reverse();
}
