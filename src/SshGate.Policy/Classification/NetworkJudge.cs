using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>curl, wget and ip.</summary>
internal static partial class NetworkJudge
{
    private const string CurlFlags = "sSfiIvgkLN46#";
    private const string CurlValues = "mwHoX";

    private static readonly HashSet<string> CurlLong = new(
        [
            "--silent", "--show-error", "--fail", "--include", "--head", "--verbose", "--globoff", "--insecure", "--location",
            "--compressed", "--http1.1", "--http2", "--ipv4", "--ipv6", "--no-progress-meter", "--fail-with-body", "--no-buffer", "--get",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> CurlLongValues = new(
        ["--max-time", "--connect-timeout", "--write-out", "--header", "--output", "--retry", "--request", "--retry-delay", "--url"],
        StringComparer.Ordinal);

    public static void Curl(Invocation invocation)
    {
        var words = invocation.Words;
        var urls = 0;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (!IsLoopbackGlob(word) && (word.IsSplit || word.Content.Values is null || (word.Text is null && word.MayBeOption)))
            {
                invocation.Add(RiskClass.Exfil, "an argument that is not known before it runs", word);
                return;
            }

            if (word.Text is not ['-', _, ..] text)
            {
                urls++;
                CheckUrl(invocation, word);
                continue;
            }

            if (text is "-V" or "--version" && words.Count == 2)
            {
                return;
            }

            var (name, value) = Split(text, CurlFlags, CurlValues, CurlLong, CurlLongValues);
            if (name is null)
            {
                invocation.Add(RiskClass.Exfil, $"option {Report.Short(text)}", word);
                return;
            }

            if (name.Length > 0)
            {
                value ??= ++i < words.Count ? words[i].Text : null;
                if (name == "--url")
                {
                    urls++;
                    CheckUrl(invocation, words[Math.Min(i, words.Count - 1)] with { Content = value is null ? TextSet.Unknown : TextSet.Of(value) });
                }
                else if (!IsHarmless(name, value))
                {
                    invocation.Add(name is "-o" or "--output" ? RiskClass.Write : RiskClass.Exfil, $"option {name}", word);
                    return;
                }
            }
        }

        if (urls == 0)
        {
            invocation.Add(RiskClass.Exfil, "no address");
        }
    }

    public static void Wget(Invocation invocation)
    {
        var words = invocation.Words;
        var printsOnly = false;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not { } text)
            {
                invocation.Add(RiskClass.Exfil, "an argument that is not known before it runs", word);
                return;
            }

            if (text is not ['-', _, ..])
            {
                CheckUrl(invocation, word);
            }
            else if (text is "--spider" or "-O-" or "-qO-" or "--output-document=-" or "-O/dev/null" or "-qO/dev/null" or "-nvO-")
            {
                printsOnly = true;
            }
            else if (text is "-O" or "-qO" or "-nvO" or "--output-document" && i + 1 < words.Count && words[i + 1].Text is "-" or "/dev/null")
            {
                printsOnly = true;
                i++;
            }
            else if (text is "-T" or "-t" or "--timeout" or "--tries")
            {
                i++;
            }
            else if (text is not ("-q" or "-S" or "-nv" or "-v" or "--quiet" or "--server-response" or "--no-verbose" or "-4" or "-6")
                && !text.StartsWith("--timeout=", StringComparison.Ordinal) && !text.StartsWith("--tries=", StringComparison.Ordinal)
                && !text.StartsWith("-T", StringComparison.Ordinal) && !text.StartsWith("-t", StringComparison.Ordinal))
            {
                invocation.Add(RiskClass.Exfil, $"option {Report.Short(text)}", word);
                return;
            }
        }

        if (!printsOnly)
        {
            invocation.Add(RiskClass.Write, "writes what it fetches to a file");
        }
    }

    /// <summary><c>ip</c>: an object, then a showing verb. Other abbreviations of verbs are not resolved: they differ by object.</summary>
    public static void Ip(Invocation invocation)
    {
        var words = invocation.Words.Select(word => word.Text).ToList();
        var index = 1;
        while (index < words.Count && words[index] is "-s" or "-d" or "-4" or "-6" or "-j" or "-p" or "-br" or "-brief" or "-o" or "-c"
            or "-color" or "-h" or "-details" or "-statistics" or "-stats" or "-oneline" or "-json" or "-pretty" or "-human" or "-V" or "-ss" or "-c=never" or "-r")
        {
            index++;
        }

        if (index >= words.Count)
        {
            return;
        }

        var name = words[index] ?? "";
        var verb = index + 1 < words.Count ? words[index + 1] : "show";
        var isShown = name.Length > 0 && (IsObject(name, "address") || IsObject(name, "route") || IsObject(name, "rule") || IsObject(name, "neighbour")
            || IsObject(name, "neighbor") || IsObject(name, "link") || name is "maddress" or "maddr" or "mroute" or "vrf" or "nexthop" or "netns" or "tunnel");
        var isRead = verb is "show" or "sho" or "sh" or "list" or "lis" or "li" or "lst" or "ls"
            || (verb is "get" && IsObject(name, "route"))
            || (verb is "s" && (IsObject(name, "address") || IsObject(name, "route")));
        if (!isShown || !isRead)
        {
            invocation.Add(RiskClass.Write, "not one of the showing forms");
        }
    }

    private static bool IsObject(string name, string full) => full.StartsWith(name, StringComparison.Ordinal);

    private static void CheckUrl(Invocation invocation, Argument word)
    {
        if (!IsLoopbackGlob(word) && (word.IsSplit || word.Content.Values?.All(Loopback().IsMatch) != true))
        {
            invocation.Add(RiskClass.Exfil, "an address that is not this machine's own", word);
        }
    }

    /// <summary>An unquoted question mark in an address is a glob that matches no file; the machine is named before it.</summary>
    private static bool IsLoopbackGlob(Argument word) => word.IsSplit && !word.IsUnsafeSplit
        && word.Content.Prefix.Count(c => c == '/') > (word.Content.Prefix.Contains("://", StringComparison.Ordinal) ? 2 : 0)
        && Loopback().IsMatch(word.Content.Prefix);

    private static bool IsHarmless(string name, string? value) => value is not null && name switch
    {
        "-o" or "--output" => value is "/dev/null" or "-" or "/dev/stdout",
        "-X" or "--request" => value is "GET" or "HEAD",
        "-H" or "--header" => !value.StartsWith('@'),
        "-w" or "--write-out" => !value.StartsWith('@') && !value.Contains("%output", StringComparison.Ordinal),
        _ => value.Length > 0 && value.All(c => char.IsAsciiDigit(c) || c == '.'),
    };

    /// <summary>The option that takes a value and the value attached to it; an empty name for flags; null for what is not known.</summary>
    private static (string? Name, string? Value) Split(
        string text, string flags, string values, HashSet<string> longFlags, HashSet<string> longValues)
    {
        if (text.StartsWith("--", StringComparison.Ordinal))
        {
            return longFlags.Contains(text) ? ("", null) : longValues.Contains(text) ? (text, null) : (null, null);
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (values.Contains(text[i], StringComparison.Ordinal))
            {
                return ("-" + text[i], i + 1 < text.Length ? text[(i + 1)..] : null);
            }

            if (!flags.Contains(text[i], StringComparison.Ordinal))
            {
                return (null, null);
            }
        }

        return ("", null);
    }

    [GeneratedRegex(@"^(https?://)?(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?([/?#][^\s@]*)?$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Loopback();
}
