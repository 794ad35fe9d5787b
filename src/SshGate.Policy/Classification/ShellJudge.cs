namespace SshGate.Policy.Classification;

/// <summary>A shell run as a command: <c>-c</c> with known text is judged, and so is known standard input; a file is not known.</summary>
internal static class ShellJudge
{
    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        var hasScript = false;
        if (invocation.Name == "zsh")
        {
            invocation.Add(RiskClass.Opaque, "reads its start-up files first");
        }

        var index = 1;
        for (; index < words.Count; index++)
        {
            var word = words[index];
            if (word.Text is not { } text)
            {
                if (!word.MayBeOption)
                {
                    break;
                }

                invocation.Add(RiskClass.Opaque, "an argument that is not known before it runs", word);
                return;
            }

            if (text is "--" or "-")
            {
                index++;
                break;
            }

            if (text is not ['-' or '+', _, ..])
            {
                break;
            }

            if (text is "--norc" or "--noprofile")
            {
                continue;
            }

            if (text.StartsWith("--", StringComparison.Ordinal) || !text.AsSpan(1).AreAllOf("euxvfCnsco"))
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", word);
                return;
            }

            hasScript |= text[0] == '-' && text.Contains('c', StringComparison.Ordinal);
            if (text.Contains('o', StringComparison.Ordinal))
            {
                index++;
                if (index >= words.Count || words[index].Text is not ("errexit" or "nounset" or "pipefail" or "xtrace"))
                {
                    invocation.Add(RiskClass.Opaque, "an option that changes how it reads", word);
                    return;
                }
            }
        }

        if (hasScript)
        {
            JudgeScript(invocation, index);
        }
        else if (index < words.Count && !words.Take(index).Any(word => word.Text is ['-', ..] text && text.Contains('s', StringComparison.Ordinal)))
        {
            invocation.Add(RiskClass.Opaque, "runs a file whose content is not known here", words[index]);
        }
        else
        {
            CodeInput.Judge(
                invocation,
                CommandContext.Script,
                RiskClass.Interactive,
                (text, span) => invocation.Analyzer.AnalyzeNested(text, span, InputText.Script, Dialect(invocation)));
        }
    }

    private static void JudgeScript(Invocation invocation, int index)
    {
        if (index >= invocation.Words.Count)
        {
            invocation.Add(RiskClass.Opaque, "-c without a script");
            return;
        }

        var script = invocation.Words[index];
        if (script.IsSplit || script.Content.Values is not { } values)
        {
            Reporting(invocation, script);
            return;
        }

        foreach (var value in values)
        {
            invocation.Analyzer.AnalyzeNested(value, script.Span, invocation.Input, Dialect(invocation));
        }
    }

    private static ShellDialect Dialect(Invocation invocation) => invocation.Name switch
    {
        "bash" or "rbash" => ShellDialect.Bash,
        "zsh" => ShellDialect.Zsh,
        _ => ShellDialect.Posix,
    };

    private static void Reporting(Invocation invocation, Argument script)
    {
        invocation.Analyzer.Report.AddEffective("?");
        invocation.Add(RiskClass.Opaque, "a script that is not known before it runs", script);
    }
}
