using System.Text;
using SshGate.Fuzz.Engine;

namespace SshGate.Fuzz.Replay;

/// <summary>Gives every file of a folder, whatever it was made for, to targets.</summary>
internal static class Replayer
{
    public static string Run(string path, IReadOnlyList<FuzzTarget> targets)
    {
        string[] files = File.Exists(path) ? [path] : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)];
        var report = new StringBuilder();
        foreach (var target in targets)
        {
            var outcomes = new Dictionary<string, int>();
            var problems = 0;
            foreach (var file in files)
            {
                var execution = Execution.Of(target, File.ReadAllBytes(file));
                outcomes[execution.Outcome] = outcomes.GetValueOrDefault(execution.Outcome) + 1;
                if (execution.Problem is { } problem && problems++ < 5)
                {
                    report.AppendLine($"FINDING in {target.Name}: {file}\n{problem}");
                }
            }

            report.AppendLine(
                $"{target.Name}: {files.Length} files, {outcomes.GetValueOrDefault("taken")} taken, "
                + $"{outcomes.Count} outcomes, {problems} problems");
        }

        return report.ToString();
    }
}
