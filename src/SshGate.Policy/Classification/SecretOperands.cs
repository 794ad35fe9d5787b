namespace SshGate.Policy.Classification;

/// <summary>Looks for secret files among the words of a command.</summary>
internal static class SecretOperands
{
    public static void Check(Invocation invocation)
    {
        if (invocation.Name is "echo" or "printf" && !invocation.Analyzer.OutputIsData)
        {
            // What it prints is in the line already.
            return;
        }

        var skipsPattern = invocation.Spec.HasPattern && !MayNamePattern(invocation);
        var isValue = false;
        foreach (var argument in invocation.Arguments)
        {
            if (skipsPattern && !isValue && argument.Text is not ['-', _, ..])
            {
                skipsPattern = false;
                continue;
            }

            isValue = !isValue && argument.Text is { } text && invocation.Spec.WithValue.Contains(text);
            invocation.Analyzer.CheckSecret(argument, !invocation.Spec.IsMetadata);
        }
    }

    /// <summary>Whether an option may give the pattern, so that the first operand is a file (-e, -f and their long forms).</summary>
    private static bool MayNamePattern(Invocation invocation) => invocation.Arguments.Any(argument =>
        argument.Text is null ? argument.MayBeOption && argument.IsSplit : argument.Text is ['-', _, ..] text
            && (text.StartsWith("--", StringComparison.Ordinal) ? text.HasAnyOf("=") || text.StartsWith("--f", StringComparison.Ordinal) || text.StartsWith("--r", StringComparison.Ordinal) || text.StartsWith("--e", StringComparison.Ordinal)
                : text.HasAnyOf("ef")));
}
