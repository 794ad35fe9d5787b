namespace SshGate.Policy.Classification;

/// <summary><c>env</c>: variables, then a command.</summary>
internal static class EnvJudge
{
    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        var index = 1;
        for (; index < words.Count; index++)
        {
            var word = words[index];
            if (word.Text is not { } text)
            {
                invocation.Add(RiskClass.Opaque, "an argument that is not known before it runs", word);
                return;
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (text is "-i" or "-" or "--ignore-environment" or "-v" or "--debug")
            {
                continue;
            }

            if (text == "--")
            {
                index++;
                break;
            }

            if (text.StartsWith('-'))
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", word);
                if (text is not ("-u" or "-C"))
                {
                    return;
                }

                index++;
            }
            else if (equals > 0)
            {
                if (!VariableNames.MayEnterEnvironment(text[..equals]) || !VariableNames.IsPlainValue(text[..equals], text[(equals + 1)..]))
                {
                    invocation.Add(RiskClass.Opaque, $"sets {Report.Short(text[..equals])} in the environment of the command", word);
                }
            }
            else
            {
                break;
            }
        }

        if (index >= words.Count)
        {
            invocation.Add(RiskClass.Exfil, "prints the environment, which may hold secrets");
            return;
        }

        invocation.Analyzer.Judge([.. words.Skip(index)], invocation.Span, invocation.Input, true);
    }
}
