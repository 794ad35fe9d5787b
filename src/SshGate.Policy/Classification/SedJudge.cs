namespace SshGate.Policy.Classification;

/// <summary><c>sed</c>: every script must be known and free of commands that write, read other files or run programs.</summary>
internal static class SedJudge
{
    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        var scripts = new List<Argument>();
        var operands = new List<Argument>();
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not ['-', _, ..] text)
            {
                if (word.Text is null && word.MayBeOption && (scripts.Count > 0 || operands.Count > 0))
                {
                    invocation.Add(RiskClass.Opaque, "an argument that may turn out to be an option", word);
                }

                operands.Add(word);
                continue;
            }

            if (text == "--")
            {
                operands.AddRange(words.Skip(i + 1));
                break;
            }

            if (text.StartsWith("--expression=", StringComparison.Ordinal))
            {
                scripts.Add(Argument.Literal(word.Span, text["--expression=".Length..]));
            }
            else if (text is "--quiet" or "--silent" or "--regexp-extended" or "--null-data" or "--separate" or "--unbuffered"
                or "--posix" or "--sandbox" or "--debug")
            {
                continue;
            }
            else if (!text.StartsWith("--", StringComparison.Ordinal) && Cluster(text) is { } rest)
            {
                if (rest == "e" && ++i < words.Count)
                {
                    scripts.Add(words[i]);
                }
                else if (rest.Length > 1)
                {
                    scripts.Add(Argument.Literal(word.Span, rest[1..]));
                }
            }
            else
            {
                invocation.Add(text.StartsWith("-f", StringComparison.Ordinal) ? RiskClass.Opaque : RiskClass.Write, $"option {Report.Short(text)}", word);
                return;
            }
        }

        if (scripts.Count == 0 && operands.Count > 0)
        {
            scripts.Add(operands[0]);
        }

        foreach (var script in scripts)
        {
            if (script.IsSplit || script.Content.Values is not { } values)
            {
                invocation.Add(RiskClass.Opaque, "a script that is not known before it runs", script);
            }
            else if (values.Select(SedScript.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
            {
                invocation.Add(RiskClass.Write, fault, script);
            }
        }
    }

    /// <summary>The rest of a cluster from <c>e</c> on, empty when there is none; null for an option that is not harmless.</summary>
    private static string? Cluster(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == 'e')
            {
                return text[i..];
            }

            if (text[i] is not ('n' or 'r' or 'E' or 's' or 'u' or 'z'))
            {
                return null;
            }
        }

        return "";
    }
}
