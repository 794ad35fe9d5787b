using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy test</c>: asks a policy every request of its tests and compares the answers.</summary>
internal static class PolicyTestCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Files of tests; without them, the tests inside the policy and in NAME.tests.yaml beside NAME.yaml",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var policy = PolicyFiles.PolicyOption();
        var json = PolicyFiles.JsonOption();
        var command = new Command("test", "Run tests of a policy") { files, policy, json };
        command.SetAction(async (parse, ct) =>
        {
            var output = parse.InvocationConfiguration.Output;
            var document = await PolicyFiles.LoadAsync(parse.GetValue(policy), ct);
            var tests = await TestsAsync(document, parse.GetValue(policy), parse.GetValue(files) ?? [], ct);
            if (tests.Count == 0)
            {
                throw new CliException(
                    ExitCodes.BadInput, "there are no tests", "write 'tests:' into the policy, or name files of tests; docs/policy.md shows some");
            }

            var failures = 0;
            foreach (var (file, test) in tests)
            {
                var (passed, verdict) = test.Run(document);
                failures += passed ? 0 : 1;
                Print(output, file, test, passed, verdict, parse.GetValue(json));
            }

            if (!parse.GetValue(json))
            {
                output.WriteLine($"{tests.Count - failures} passed, {failures} failed");
            }

            return failures == 0 ? ExitCodes.Ok : ExitCodes.No;
        });
        return command;
    }

    private static async Task<List<(string File, PolicyTest Test)>> TestsAsync(
        PolicyDocument document, string? policy, string[] files, CancellationToken cancellationToken)
    {
        var tests = document.Tests.Select(test => (policy ?? "default-policy.yaml", test)).ToList();
        var beside = policy is null ? null : Path.ChangeExtension(policy, ".tests.yaml");
        if (files.Length == 0 && File.Exists(beside))
        {
            files = [beside];
        }

        foreach (var file in files)
        {
            var (found, errors) = PolicyTest.Load(await PolicyFiles.ReadAsync(file, cancellationToken), file);
            if (errors.Count > 0)
            {
                throw new CliException(ExitCodes.BadInput, string.Join("\nsshgate: error: ", errors));
            }

            tests.AddRange(found.Select(test => (file, test)));
        }

        return tests;
    }

    private static void Print(TextWriter output, string file, PolicyTest test, bool passed, Verdict verdict, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    file,
                    line = test.SourceLine,
                    passed,
                    expected = VerdictText.Decision(test.Expected),
                    decision = VerdictText.Decision(verdict.Kind),
                    rules = verdict.Rules,
                    people = verdict.Approval?.People,
                    tags = verdict.Tags,
                },
                Json));
        }
        else if (!passed)
        {
            var what = test.Line is null ? "connection" : Printable.Escape(test.Line);
            output.WriteLine(
                $"{Printable.Escape(file)}:{test.SourceLine}: expected {Words(VerdictText.Decision(test.Expected), test.Rule, test.People, test.Tags)}, "
                + $"got {Words(VerdictText.Decision(verdict.Kind), string.Join(", ", verdict.Rules), verdict.Approval?.People, verdict.Tags)}: {what}");
        }
    }

    private static string Words(string decision, string? rule, int? people, IReadOnlyList<string> tags) => Printable.Escape(
        decision + (rule is null ? "" : $" by {rule}") + (people is null ? "" : $" of {people}") + (tags.Count == 0 ? "" : $" tagged {string.Join(", ", tags)}"));
}
