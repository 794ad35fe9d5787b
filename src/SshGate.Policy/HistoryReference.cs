using SshGate.Policy.Classification;

namespace SshGate.Policy;

/// <summary>What an interactive bash would replace with an earlier command before it reads the line.</summary>
public static class HistoryReference
{
    /// <summary>Whether the line holds one, outside of what protects it.</summary>
    public static bool IsIn(CommandLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Syntax is null)
        {
            return false;
        }

        var report = new Report();
        HistoryExpansion.Inspect(line, report);
        return report.Findings.Count > 0;
    }
}
