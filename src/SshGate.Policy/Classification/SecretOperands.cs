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

        var skipsPattern = invocation.Spec.HasPattern;
        var optionTakesPattern = false;
        foreach (var argument in invocation.Arguments)
        {
            var isOption = argument.Text is ['-', _, ..];
            if (optionTakesPattern)
            {
                optionTakesPattern = false;
                continue;
            }

            if (skipsPattern && !isOption)
            {
                skipsPattern = false;
                continue;
            }

            if (invocation.Spec.HasPattern && argument.Text is "-e" or "--regexp" && skipsPattern)
            {
                skipsPattern = false;
                optionTakesPattern = true;
            }

            invocation.Analyzer.CheckSecret(argument, !invocation.Spec.IsMetadata);
        }
    }
}
