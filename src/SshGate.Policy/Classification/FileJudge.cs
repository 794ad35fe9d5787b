namespace SshGate.Policy.Classification;

/// <summary>tar, dd and tee.</summary>
internal static class FileJudge
{
    private static readonly HashSet<string> TarOptions = new(
        [
            "--list", "--verbose", "--gzip", "--bzip2", "--xz", "--zstd", "--lzma", "--wildcards", "--no-wildcards", "--utc",
            "--full-time", "--numeric-owner", "--auto-compress", "--force-local", "--no-recursion", "--anchored",
        ],
        StringComparer.Ordinal);

    /// <summary><c>tar</c>: listing only, from a local file.</summary>
    public static void Tar(Invocation invocation)
    {
        var words = invocation.Words;
        var lists = false;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not { } text)
            {
                if (word.MayBeOption)
                {
                    invocation.Add(RiskClass.Opaque, "an argument that may turn out to be an option", word);
                    return;
                }

                continue;
            }

            if (text.StartsWith("--", StringComparison.Ordinal))
            {
                var name = text.Split('=')[0];
                lists |= name == "--list";
                if (!TarOptions.Contains(name) && !(name is "--file" or "--exclude" or "--directory" && text.Contains('=', StringComparison.Ordinal)
                    && !text.Contains(':', StringComparison.Ordinal)))
                {
                    invocation.Add(RiskClass.Write, $"option {Report.Short(text)}", word);
                    return;
                }
            }
            else if (text is ['-', _, ..] || i == 1)
            {
                var values = 0;
                foreach (var letter in text.TrimStart('-'))
                {
                    lists |= letter == 't';
                    values += letter is 'f' or 'C' ? 1 : 0;
                    if (letter is 'f' or 'C' && text[0] == '-' && text[^1] != letter)
                    {
                        break;
                    }

                    if (!"tvzjJZafCpwR".Contains(letter, StringComparison.Ordinal) || letter is 'w' or 'p')
                    {
                        invocation.Add(RiskClass.Write, $"mode or option '{letter}'", word);
                        return;
                    }
                }

                for (; values > 0 && i + 1 < words.Count; values--)
                {
                    i++;
                    if (words[i].Content.Values?.All(value => !value.Contains(':', StringComparison.Ordinal)) != true)
                    {
                        invocation.Add(RiskClass.Opaque, "an archive name that may be on another machine", words[i]);
                        return;
                    }
                }
            }
        }

        if (!lists)
        {
            invocation.Add(RiskClass.Write, "does not only list");
        }
    }

    public static void Dd(Invocation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            var text = argument.Text ?? argument.Content.Prefix;
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? "" : text[..equals];
            var isRead = key is "if" or "bs" or "count" or "skip" or "status" or "iflag" or "conv" or "ibs" or "obs" or "cbs" or "seek"
                || argument.Text is "of=/dev/null" or "of=/dev/stdout";
            if (!isRead || argument.IsUnsafeSplit)
            {
                invocation.Add(key == "of" && text.StartsWith("of=/dev/", StringComparison.Ordinal) ? RiskClass.Destructive : RiskClass.Write,
                    "writes a file", argument);
            }
        }
    }

    /// <summary><c>dc</c> runs what follows an exclamation mark, also in what it reads.</summary>
    public static void Dc(Invocation invocation)
    {
        var isKnown = invocation.Arguments.All(argument => argument.Text is { } text && !text.HasAnyOf("!?"));
        if (!isKnown || invocation.Words is not [_, { Text: "-e" or "--expression" }, _])
        {
            invocation.Add(RiskClass.Opaque, "runs commands that stand in its input");
        }
    }

    public static void Tee(Invocation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Text is not ("-a" or "-i" or "-ai" or "/dev/null" or "/dev/stdout" or "/dev/stderr" or "-")
                && !(argument.Text is null && argument.Content.Prefix == "/dev/fd/" && !argument.IsSplit))
            {
                invocation.Add(RiskClass.Write, "writes a file", argument);
            }
        }
    }
}
