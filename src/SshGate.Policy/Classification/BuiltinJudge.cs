namespace SshGate.Policy.Classification;

/// <summary>Builtins that run other commands or change the shell.</summary>
internal static class BuiltinJudge
{
    private static readonly HashSet<string> HarmlessOptions = new(
        ["errexit", "nounset", "pipefail", "xtrace", "verbose", "noclobber", "noglob"], StringComparer.Ordinal);

    private static readonly HashSet<string> HarmlessShopts = new(
        ["nullglob", "globstar", "dotglob", "nocasematch", "nocaseglob", "failglob"], StringComparer.Ordinal);

    /// <summary><c>command</c> and <c>builtin</c>.</summary>
    public static void Command(Invocation invocation)
    {
        var words = invocation.Words;
        var index = 1;
        if (words.Count > 1 && words[1].Text is ['-', ..] option)
        {
            if (invocation.Name == "command" && option is "-v" or "-V" or "-pv" or "-pV")
            {
                return;
            }

            if (option != "--")
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(option)}", words[1]);
                return;
            }

            index++;
        }

        if (index < words.Count)
        {
            invocation.Analyzer.Judge([.. words.Skip(index)], invocation.Span, invocation.Input, false);
        }
    }

    /// <summary><c>exec</c>: with a command it replaces the shell; without, only its redirections count.</summary>
    public static void Exec(Invocation invocation)
    {
        var words = invocation.Words;
        var index = 1;
        while (index < words.Count && words[index].Text is "-a" or "-c" or "-l" or "-cl" or "--")
        {
            index += words[index].Text == "-a" ? 2 : 1;
        }

        if (words.Count > 1)
        {
            invocation.Add(RiskClass.Opaque, "replaces the shell");
        }

        if (index < words.Count)
        {
            invocation.Analyzer.Judge([.. words.Skip(index)], invocation.Span, invocation.Input, true);
        }
    }

    public static void Set(Invocation invocation)
    {
        var words = invocation.Words;
        if (words.Count == 1)
        {
            invocation.Add(RiskClass.Exfil, "prints every variable, which may hold secrets");
        }

        for (var i = 1; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (text is "-o" or "+o" && i + 1 < words.Count && words[i + 1].Text is { } name && HarmlessOptions.Contains(name))
            {
                i++;
            }
            else if (text == "--")
            {
                // Sets the positional parameters, which are never known here anyway.
                return;
            }
            else if (text is ['-' or '+', _, ..] && text.AsSpan(1).TrimEnd('o').AreAllOf("euxvfC"))
            {
                if (text.EndsWith('o'))
                {
                    if (i + 1 >= words.Count || words[i + 1].Text is not { } option || !HarmlessOptions.Contains(option))
                    {
                        invocation.Add(RiskClass.Opaque, "changes how the shell reads later lines", words[i]);
                        return;
                    }

                    i++;
                }
            }
            else
            {
                invocation.Add(RiskClass.Opaque, "changes how the shell reads later lines", words[i]);
                return;
            }
        }
    }

    public static void Shopt(Invocation invocation)
    {
        var arguments = invocation.Arguments.Select(argument => argument.Text).ToList();
        if (!arguments.TrueForAll(text => text is "-s" or "-u" or "-q" or "-p" || (text is not null && HarmlessShopts.Contains(text))))
        {
            invocation.Add(RiskClass.Opaque, "changes how the shell reads later lines");
        }
    }

    public static void Directory(Invocation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            // From a directory that is not known, a bare name may be any of the usual secrets.
            invocation.Analyzer.Report.LeavesKnownDirectories |= argument.Content.Values is null;
            foreach (var value in argument.Content.Values ?? ["/etc", "~/.ssh"])
            {
                invocation.Analyzer.State.Enter(value);
            }
        }

        if (invocation.Analyzer.State.Directories.Count > ShellState.MaxDirectories)
        {
            invocation.Add(RiskClass.Opaque, "more directories than are followed");
        }

        if (invocation.Words.Count == 1)
        {
            invocation.Analyzer.State.Enter("~");
        }
    }

    /// <summary>
    /// <c>test</c> and <c>[</c>: only <c>-v</c> and <c>-R</c> evaluate a subscript, so no word that may turn out to be one
    /// of them may stand before data.
    /// </summary>
    public static void Test(Invocation invocation)
    {
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.IsUnsafeSplit)
            {
                invocation.Add(RiskClass.Opaque, "an unquoted expansion, which may become an operator", word);
                return;
            }

            if (word.Content.Values?.Contains("-t") != false && i + 1 < words.Count && !(word.Text is null && words[i + 1].Text is not null)
                && words[i + 1].Text != "]")
            {
                invocation.Analyzer.CheckNumbers([words[i + 1]]);
            }

            var mayEvaluate = word.Content.Values is { } values
                ? values.Any(value => value is "-v" or "-R")
                : !word.Content.IsNumber && i + 1 < words.Count && words[i + 1].Text is null;
            if (mayEvaluate && (i + 1 >= words.Count || words[i + 1].Text is not { } name || !ShellAnalyzer.IsIdentifier(name))
                && !(word.Text is "-v" or "-R" && words.Count == 2))
            {
                invocation.Add(RiskClass.Opaque, "a test that evaluates a subscript", word);
                return;
            }
        }
    }

    /// <summary><c>eval</c> is never read-only; a literal one is judged too, so that the reasons say what it does.</summary>
    public static void Eval(Invocation invocation)
    {
        invocation.Add(RiskClass.Opaque, "reads its arguments as a new command");
        if (invocation.Arguments.All(argument => argument.Text is not null) && invocation.Words.Count > 1)
        {
            var script = string.Join(' ', invocation.Arguments.Select(argument => argument.Text));
            invocation.Analyzer.AnalyzeNested(script, invocation.Span, invocation.Input, invocation.Analyzer.Dialect);
        }
    }

    /// <summary><c>exit</c>, <c>return</c> and the like: their operand is a number.</summary>
    public static void Leave(Invocation invocation) => invocation.Analyzer.CheckNumbers(invocation.Arguments);

    public static void Kill(Invocation invocation)
    {
        if (invocation.Words.Count < 2 || invocation.Words[1].Text is not ("-l" or "-L" or "-0"))
        {
            invocation.Add(RiskClass.Destructive, "sends a signal");
        }
    }
}
