namespace SshGate.Policy.Classification;

/// <summary><c>xargs</c>: the inner command gets further words that nobody knows.</summary>
internal static class XargsJudge
{
    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        string? replace = null;
        var index = 1;
        for (; index < words.Count && words[index].Text is ['-', _, ..] text; index++)
        {
            if (text == "--")
            {
                index++;
                break;
            }

            if (text is "-0" or "-r" or "-t" or "-x" or "--null" or "--no-run-if-empty" or "--verbose" or "--exit" or "-0r" or "-r0" or "-rt")
            {
                continue;
            }

            var name = text.StartsWith("--", StringComparison.Ordinal) ? text.Split('=')[0] : text[..2];
            var attached = text.StartsWith("--", StringComparison.Ordinal)
                ? (text.Contains('=', StringComparison.Ordinal) ? text[(name.Length + 1)..] : null)
                : text.Length > 2 ? text[2..] : null;
            if (name is "-n" or "-L" or "-P" or "-d" or "-a" or "-s" or "-E" or "-I" or "--max-args" or "--max-lines" or "--max-procs"
                or "--delimiter" or "--arg-file" or "--max-chars")
            {
                var value = attached ?? (++index < words.Count ? words[index].Text : null);
                if (value is null)
                {
                    invocation.Add(RiskClass.Opaque, "a value that is not known before it runs", words[Math.Min(index, words.Count - 1)]);
                    return;
                }

                replace = name == "-I" ? value : replace;
                continue;
            }

            if (text is ['-', '0', ..] && text.Length > 2)
            {
                var rest = text[2..];
                if (rest is "I" && ++index < words.Count && words[index].Text is { } mark)
                {
                    replace = mark;
                    continue;
                }

                if (rest is "n1" or "n" or "rn1" or "r")
                {
                    index += rest == "n" ? 1 : 0;
                    continue;
                }
            }

            if (text == "-i" || text.StartsWith("-i", StringComparison.Ordinal))
            {
                replace = text.Length > 2 ? text[2..] : "{}";
                continue;
            }

            invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", words[index]);
            return;
        }

        if (index >= words.Count)
        {
            return;
        }

        var inner = words.Skip(index).Select(word => Replaced(word, replace)).ToList();
        if (inner[0].Text is { } command && PathText.BaseName(command) is "sh" or "bash" or "dash" or "env" or "busybox" or "rbash" or "ash")
        {
            invocation.Add(RiskClass.Opaque, "gives unknown words to a program that runs programs");
        }

        if (replace is null)
        {
            inner.Add(new Argument(invocation.Span, TextSet.Unknown) { IsSplit = true, IsUnsafeSplit = true });
        }

        invocation.Analyzer.Judge(inner, invocation.Span, InputText.Data, true);
    }

    private static Argument Replaced(Argument word, string? mark)
    {
        if (string.IsNullOrEmpty(mark) || word.Text is not { } text || !text.Contains(mark, StringComparison.Ordinal))
        {
            return mark is not null && word.Text is null ? word with { Content = TextSet.Unknown } : word;
        }

        var at = text.IndexOf(mark, StringComparison.Ordinal);
        var pattern = string.Join(GlobPattern.Anything, text.Split(mark).Select(GlobPattern.Quote));
        return new Argument(word.Span, new TextSet { Patterns = [pattern], Prefix = text[..at] });
    }
}
