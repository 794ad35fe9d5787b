using SshGate.Fuzz.Coverage;
using Xunit.MicrosoftTestingPlatform;

namespace SshGate.Fuzz;

/// <summary>
/// Without a verb this is a test program like the others. With one it fuzzes for as long as it is told:
/// <c>list</c>, <c>run TARGET|all MINUTES [SEED]</c>, <c>replay FILE|FOLDER [TARGET]</c>, <c>soak MINUTES [SESSIONS]</c>.
/// </summary>
internal static class FuzzProgram
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["list" or "run" or "replay", ..]:
                var answer = InstrumentedContext.Run(args);
                Console.WriteLine(answer);
                return answer.Contains("FINDING", StringComparison.Ordinal) ? 1 : 0;
            case ["soak", ..]:
                Console.WriteLine(await Soak.SoakCommand.RunAsync(args));
                return 0;
            default:
                return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        }
    }
}
