using System.Text;
using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>Shell patterns (POSIX XCU 2.14) as regular expressions of the non-backtracking engine.</summary>
internal static class GlobPattern
{
    /// <summary>Matches any text, also with slashes in it.</summary>
    public const string Anything = "**";

    /// <summary>A longer pattern is not compiled; it counts as matching.</summary>
    private const int MaxLength = 1024;

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
    public static bool MatchesAny(string pattern, IEnumerable<string> texts)
    {
        if (pattern.Length > MaxLength)
        {
            return true;
        }

        var regex = Compile(pattern, "[^/]*");
        return texts.Any(regex.IsMatch);
    }

    /// <summary>The regular expression of a pattern; an asterisk crosses slashes.</summary>
    public static Regex Compile(string pattern, string asterisk = ".*")
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            switch (c)
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    regex.Append(".*");
                    i++;
                    break;
                case '*':
                    regex.Append(asterisk);
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
