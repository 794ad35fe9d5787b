using System.Globalization;
using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Fuzz.Replay;
using SshGate.Fuzz.Targets;

namespace SshGate.Fuzz;

/// <summary>The verbs that want an instrumented library; public because that copy is entered by reflection.</summary>
public static class FuzzCommand
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    /// <summary>Runs a verb.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <returns>What came of it; findings begin with FINDING.</returns>
    public static string Run(string[] arguments)
    {
        return arguments switch
        {
            ["list"] => string.Join('\n', FuzzTargets.All.Select(target => target.Name)),
            ["run", var name, var minutes, ..] => RunFor(
                Find(name), TimeSpan.FromMinutes(Number(minutes)), arguments is [_, _, _, var seed] ? (ulong)Number(seed) : 1),
            ["short", var name] => RunShort(Find(name)[0]),
            ["replay", var path, .. var rest] => Replayer.Run(path, rest is [var name] ? Find(name) : FuzzTargets.All),
            _ => throw new ArgumentException("usage: list | run TARGET|all MINUTES [SEED] | replay FILE|FOLDER [TARGET]"),
        };
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IReadOnlyList<FuzzTarget> Find(string name)
    {
        IReadOnlyList<FuzzTarget> found = [.. FuzzTargets.All.Where(target => name == "all" || target.Name == name)];
        return found.Count > 0 ? found : throw new ArgumentException($"There is no target {name}; list names them.");
    }

    // A fixed number of inputs from one seed, and nothing that an earlier run left: the same work every time.
    private static string RunShort(FuzzTarget target)
    {
        var run = new FuzzRun(target, seed: 1, usesSaved: false);
        run.Run(target.ShortPass);
        return Tell(run, 0);
    }

    private static string RunFor(IReadOnlyList<FuzzTarget> targets, TimeSpan time, ulong seed)
    {
        var end = DateTime.UtcNow + time;
        var report = new StringBuilder();
        for (var round = 0UL; DateTime.UtcNow < end; round++)
        {
            foreach (var target in targets.TakeWhile(_ => DateTime.UtcNow < end))
            {
                var left = end - DateTime.UtcNow;
                var run = new FuzzRun(target, unchecked(seed + (round << 32)), usesSaved: true);
                run.Run(targets.Count > 1 && left > Turn ? Turn : left);
                var line = Tell(run, run.Save());
                Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");
                report.AppendLine(line);
            }
        }

        return report.ToString();
    }

    private static string Tell(FuzzRun run, int saved) =>
        string.Join('\n', [$"{run}{(saved > 0 ? $", {saved} saved" : "")}", .. run.Findings]);
}
