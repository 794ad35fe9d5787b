using System.CommandLine;
using System.Text.Json;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy test FILE</c>: runs a file of requests with expected answers.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Files of tests", Arity = ArgumentArity.OneOrMore };
        var policy = PolicyFiles.PolicyOption();
        var json = PolicyFiles.JsonOption();
        var command = new Command("test", "Run tests of a policy") { files, policy, json };
        command.SetAction(async (parse, ct) =>
        {
            var document = await PolicyFiles.LoadAsync(parse.GetValue(policy), ct);
            var failures = 0;
            var count = 0;
            foreach (var file in parse.GetValue(files) ?? [])
            {
                var (tests, errors) = PolicyTest.Load(await PolicyFiles.ReadAsync(file, ct), file);
                if (errors.Count > 0)
                {
                    throw new CliException(ExitCodes.BadInput, string.Join("\nsshgate: error: ", errors));
                }

                foreach (var test in tests)
                {
                    count++;
                    var (passed, verdict) = test.Run(document);
                    failures += passed ? 0 : 1;
                    Print(file, test, passed, verdict, parse.GetValue(json));
                }
            }

            if (!parse.GetValue(json))
            {
                Console.WriteLine($"{count - failures} passed, {failures} failed");
            }

            return failures == 0 ? ExitCodes.Ok : ExitCodes.No;
        });
        return command;
    }

    private static void Print(string file, PolicyTest test, bool passed, Verdict verdict, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                file,
                line = test.SourceLine,
                passed,
                expected = VerdictText.Decision(test.Expected),
                decision = VerdictText.Decision(verdict.Kind),
                rules = verdict.Rules,
            }));
        }
        else if (!passed)
        {
            var what = test.Line is null ? "connection" : Printable.Escape(test.Line);
            Console.WriteLine(
                $"{Printable.Escape(file)}:{test.SourceLine}: expected {VerdictText.Decision(test.Expected)} {test.Rule}, "
                + $"got {VerdictText.Decision(verdict.Kind)} by {string.Join(", ", verdict.Rules)}: {what}");
        }
    }
}
