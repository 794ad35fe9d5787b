namespace SshGate.Policy.Classification;

/// <summary><c>find</c>: a closed list of predicates; what <c>-exec</c> runs is judged in turn.</summary>
internal static class FindJudge
{
    private static readonly HashSet<string> Plain = new(
        [
            "-print", "-print0", "-ls", "-empty", "-readable", "-writable", "-executable", "-nouser", "-nogroup", "-true",
            "-false", "-prune", "-quit", "-depth", "-d", "-xdev", "-mount", "-daystart", "-follow", "-noleaf", "-warn",
            "-nowarn", "-not", "-a", "-and", "-o", "-or", "(", ")", "!", ",", "-H", "-L", "-P", "-ignore_readdir_race",
            "-noignore_readdir_race", "-O0", "-O1", "-O2", "-O3",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> WithValue = new(
        [
            "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-regex", "-iregex", "-type", "-xtype", "-size",
            "-mtime", "-atime", "-ctime", "-mmin", "-amin", "-cmin", "-newer", "-anewer", "-cnewer", "-perm", "-user", "-group",
            "-uid", "-gid", "-links", "-inum", "-samefile", "-lname", "-ilname", "-fstype", "-maxdepth", "-mindepth",
            "-regextype", "-printf", "-used", "-context",
        ],
        StringComparer.Ordinal);

    private static readonly string[] Actions =
        ["-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprint0", "-fprintf", "-fls", "-files0-from"];

    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        var usesContent = invocation.Analyzer.OutputIsData || words.Any(word => word.Text is "-exec" or "-execdir" or "-ok" or "-okdir");
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not { } text)
            {
                if (word.IsUnsafeSplit || (word.MayBeOption && !IsHarmlessGlob(word)))
                {
                    invocation.Add(RiskClass.Opaque, "an argument that may turn out to be an action", word);
                }
            }
            else if (WithValue.Contains(text) || (text.StartsWith("-newer", StringComparison.Ordinal) && text.Length == 8))
            {
                i++;
                if (usesContent && i < words.Count && text is "-name" or "-iname" or "-path" or "-ipath" or "-wholename"
                    && (words[i].Content.Values ?? words[i].Content.Patterns).Any(value => SecretPaths.SearchesSecret(PathText.BaseName(value))))
                {
                    invocation.Add(RiskClass.Exfil, "searches for files that hold secrets and uses them", words[i]);
                }

                if (i < words.Count && words[i].IsSplit && !IsHarmlessGlob(words[i]))
                {
                    invocation.Add(RiskClass.Opaque, "a value that may become several words", words[i]);
                }
            }
            else if (text is "-exec" or "-execdir" or "-ok" or "-okdir")
            {
                i = JudgeInner(invocation, i);
            }
            else if (text.StartsWith('-') && !Plain.Contains(text))
            {
                var risk = text == "-delete" ? RiskClass.Destructive : RiskClass.Write;
                invocation.Add(risk, $"{Report.Short(text)}", word);
            }
        }
    }

    private static bool IsHarmlessGlob(Argument word) => word.IsSplit && !word.IsUnsafeSplit
        && !word.Content.Patterns.Any(pattern => GlobPattern.MatchesAny(pattern, Actions));

    private static int JudgeInner(Invocation invocation, int at)
    {
        var words = invocation.Words;
        if (words[at].Text is "-ok" or "-okdir")
        {
            invocation.Add(RiskClass.Interactive, "asks before each command", words[at]);
        }

        var inner = new List<Argument>();
        var i = at + 1;
        for (; i < words.Count && words[i].Text != ";"; i++)
        {
            if (words[i].Text == "+" && inner.Count > 0 && inner[^1].Content.Prefix == "./")
            {
                break;
            }

            // What find puts in place of {} begins with a path given to it, never with a dash.
            inner.Add(words[i].Text is { } text && text.Contains("{}", StringComparison.Ordinal)
                ? new Argument(words[i].Span, text.StartsWith("{}", StringComparison.Ordinal)
                    ? new TextSet { Patterns = [GlobPattern.Anything], Prefix = "./" }
                    : new TextSet { Patterns = [GlobPattern.Quote(text).Replace("{}", GlobPattern.Anything, StringComparison.Ordinal)], Prefix = text[..text.IndexOf("{}", StringComparison.Ordinal)] })
                : words[i]);
        }

        if (i >= words.Count || inner.Count == 0)
        {
            invocation.Add(RiskClass.Opaque, "an action without its end", words[at]);
        }
        else
        {
            invocation.Analyzer.Judge(inner, invocation.Span, InputText.Data, true);
        }

        return i;
    }
}
