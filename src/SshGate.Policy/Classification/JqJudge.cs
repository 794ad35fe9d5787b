namespace SshGate.Policy.Classification;

/// <summary><c>jq</c> and <c>yq</c>: the program must be known, and look at its input only.</summary>
internal static class JqJudge
{
    private static readonly HashSet<string> Flags = new(
        [
            "--null-input", "--raw-output", "--raw-output0", "--join-output", "--ascii-output", "--compact-output", "--slurp", "--raw-input",
            "--color-output", "--monochrome-output", "--sort-keys", "--exit-status", "--tab", "--seq", "--stream", "--stream-errors",
            "--unbuffered", "--args", "--jsonargs", "--yaml-output", "--yaml-roundtrip", "--xml-output", "--help", "--version",
            "--no-colors", "--colors", "--prettyPrint", "--pretty-print", "--no-doc", "--unwrapScalar", "--null-input", "--header-preprocess", "--binary",
            "--unwrapScalar=false", "--build-configuration", "--yaml-input",
        ],
        StringComparer.Ordinal);

    public static void Judge(Invocation invocation)
    {
        var isYq = invocation.Name == "yq";
        var words = invocation.Words;
        Argument? program = null;
        var files = 0;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not ['-', _, ..] text)
            {
                if (program is null && isYq && word.Text is "eval" or "e" or "eval-all" or "ea")
                {
                    continue;
                }

                if (program is null && word.Text is null && word.MayBeOption && word.IsUnsafeSplit)
                {
                    invocation.Add(RiskClass.Opaque, "a program that is not known before it runs", word);
                    return;
                }

                files += program is null ? 0 : 1;
                program ??= word;
                continue;
            }

            var values = Values(text, isYq);
            if (values is null)
            {
                invocation.Add(isYq && text.StartsWith("-i", StringComparison.Ordinal) ? RiskClass.Write : RiskClass.Opaque, $"option {Report.Short(text)}", word);
                return;
            }

            if (words.Skip(i + 1).Take(values.Value).Any(value => value.IsUnsafeSplit))
            {
                invocation.Add(RiskClass.Opaque, "a value that may become several words", word);
                return;
            }

            i += values.Value;
        }

        if (program is null)
        {
            return;
        }

        if (isYq && files == 0)
        {
            // Alone it may be a file.
            invocation.Analyzer.CheckSecret(program, true);
        }

        if (program.IsUnsafeSplit || (program.Content.Values ?? (program.IsSplit ? program.Content.Patterns : null)) is not { } programs)
        {
            invocation.Add(RiskClass.Opaque, "a program that is not known before it runs", program);
            return;
        }

        foreach (var text in programs)
        {
            if (new JqScript(text, isYq).Scan() is { } fault)
            {
                invocation.Add(fault.Risk, fault.Text, program);
            }
        }
    }

    /// <summary>How many words an option takes; null for one that is not known to be harmless.</summary>
    private static int? Values(string text, bool isYq) => text switch
    {
        "--arg" or "--argjson" or "--slurpfile" or "--rawfile" => isYq ? null : 2,
        "--indent" or "-I" => 1,
        "-o" or "-p" or "--output-format" or "--input-format" or "-f" when isYq => text == "-f" ? null : 1,
        "--" => 0,
        ['-', '-', ..] => Flags.Contains(text) || (isYq && IsFormat(text)) || text.StartsWith("--indent=", StringComparison.Ordinal) ? 0 : null,
        _ => IsCluster(text, isYq) ? 0 : null,
    };

    private static bool IsFormat(string text) =>
        text.StartsWith("--output-format=", StringComparison.Ordinal) || text.StartsWith("--input-format=", StringComparison.Ordinal);

    private static bool IsCluster(string text, bool isYq) =>
        text.AsSpan(1).AreAllOf(isYq ? "nreNPCMjcSsyYxtRaMoa=jsonyamlpropscvtI0123456789" : "nrjascRCMSeh0123456789")
        && !(isYq && text.AsSpan(1).StartsWith("s"));
}
