using System.Text;
using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>Shell patterns (POSIX XCU 2.14) as regular expressions of the non-backtracking engine.</summary>
internal static class GlobPattern
{
    /// <summary>Matches any text, also with slashes in it.</summary>
    public const string Anything = "**";

    /// <summary>A longer pattern is not compiled; it counts as matching.</summary>
    public const int MaxLength = 1024;

    /// <summary>A pattern that matches only this text.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '*' or '?' or '[' or ']' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }

    /// <summary>Whether any of the texts matches as a path: one asterisk stays within a component, two do not.</summary>
    public static bool MatchesAny(string pattern, IEnumerable<string> texts) =>
        pattern.Length > MaxLength || texts.Any(text => Matches(pattern, text));

    /// <summary>
    /// Matches without building an expression: a line may hold thousands of patterns. A bracket expression matches any one
    /// character, so doubt counts as a match.
    /// </summary>
    private static bool Matches(string pattern, string text)
    {
        // What stands before the first sign that is not itself must stand there in the text too.
        var literal = pattern.AsSpan().IndexOfAny("*?[\\");
        if (!text.AsSpan().StartsWith(literal < 0 ? pattern : pattern.AsSpan(0, literal)))
        {
            return false;
        }

        // reachable[i]: the pattern read so far can match the first i characters.
        var reachable = new bool[text.Length + 1];
        reachable[0] = true;
        for (var p = 0; p < pattern.Length; p++)
        {
            var c = pattern[p];
            if (c == '*')
            {
                var crosses = p + 1 < pattern.Length && pattern[p + 1] == '*';
                p += crosses ? 1 : 0;
                for (var i = 1; i <= text.Length; i++)
                {
                    reachable[i] |= reachable[i - 1] && (crosses || text[i - 1] != '/');
                }

                continue;
            }

            var isAny = c == '?';
            if (c == '[' && pattern.IndexOf(']', Math.Min(p + 2, pattern.Length)) is var close and > 0)
            {
                isAny = true;
                p = close;
            }
            else if (c == '\\' && p + 1 < pattern.Length)
            {
                c = pattern[++p];
            }

            for (var i = text.Length; i > 0; i--)
            {
                reachable[i] = reachable[i - 1] && (isAny || text[i - 1] == c);
            }

            reachable[0] = false;
        }

        return reachable[^1];
    }

    /// <summary>The regular expression of a pattern; an asterisk crosses slashes.</summary>
    public static Regex Compile(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            switch (c)
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when pattern.IndexOf(']', i + 2 < pattern.Length ? i + 2 : i) is var close and > 0:
                    // Which characters exactly does not matter: any one counts as a match.
                    regex.Append('.');
                    i = close;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(c.ToString()));
                    break;
            }
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
