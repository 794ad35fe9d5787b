namespace SshGate.Policy.Classification;

/// <summary><c>awk</c>: the program must be known and free of everything that writes or runs.</summary>
internal static class AwkJudge
{
    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        var index = 1;
        for (; index < words.Count && words[index].Text is ['-', _, ..] text; index++)
        {
            if (text == "--")
            {
                index++;
                break;
            }

            if (text is "-F" or "-v")
            {
                index++;
                if (index < words.Count && words[index].IsSplit)
                {
                    invocation.Add(RiskClass.Opaque, "a value that may become several words", words[index]);
                    return;
                }
            }
            else if (!text.StartsWith("-F", StringComparison.Ordinal) && !text.StartsWith("-v", StringComparison.Ordinal))
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", words[index]);
                return;
            }
        }

        if (index >= words.Count)
        {
            return;
        }

        var program = words[index];
        if (program.IsSplit || program.Content.Values is not { } values)
        {
            invocation.Add(RiskClass.Opaque, "a program that is not known before it runs", program);
            return;
        }

        foreach (var value in values)
        {
            var scanner = new AwkScanner(value);
            if (scanner.Scan() is { } fault)
            {
                invocation.Add(fault.Risk, fault.Text, program);
            }

            foreach (var text in scanner.Strings)
            {
                invocation.Analyzer.CheckSecret(Argument.Literal(program.Span, text), false);
            }
        }
    }
}
