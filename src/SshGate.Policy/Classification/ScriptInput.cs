namespace SshGate.Policy.Classification;

/// <summary>
/// A shell that reads its script from standard input shares it with the commands it runs: one that reads a line of it
/// takes that line away from the shell, and what is left means something else.
/// </summary>
internal static class ScriptInput
{
    public static void Check(Invocation invocation)
    {
        if (invocation.Input.Source != InputSource.Script || invocation.Spec.IsMetadata
            || invocation.Name is "echo" or "printf" or "test" or "[")
        {
            return;
        }

        var isNamed = invocation.Arguments.Any(argument =>
            argument.Content.Values?.Any(value => value is "-" or "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0" or "--stdin" or "--batch"
                or "--batch-check") == true);
        if (isNamed || (invocation.Spec.IsFilter && !NamesFile(invocation)))
        {
            invocation.Add(RiskClass.Opaque, "reads the rest of the script that the shell is running");
        }
    }

    private static bool NamesFile(Invocation invocation)
    {
        var spec = invocation.Spec;
        var patterns = spec.HasPattern ? 1 : 0;
        var files = 0;
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Text is not ['-', _, ..] text)
            {
                files += words[i].IsUnsafeSplit ? 0 : 1;
                continue;
            }

            if (spec.HasPattern && text is "-e" or "-f" || text.StartsWith("--regexp=", StringComparison.Ordinal))
            {
                patterns = 0;
            }

            if (spec.WithValue.Contains(text) || text is "-e" or "-f")
            {
                i++;
            }
        }

        return invocation.Name is not ("tr" or "read" or "mapfile" or "readarray" or "xargs" or "tee") && files > patterns;
    }
}
