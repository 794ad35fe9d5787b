using System.CommandLine;
using System.Text.Json;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy check FILE</c>: every fault and every doubt with its place, and the version of a sound policy.</summary>
internal static class PolicyCheckCommand
{
    private const string DefaultName = "default-policy.yaml";

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The policy file", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "A warning is a failure too" };
        var json = PolicyFiles.JsonOption();
        var command = new Command("check", "Check a policy file") { file, strict, json };
        command.SetAction(async (parse, ct) =>
        {
            var output = parse.InvocationConfiguration.Output;
            var name = parse.GetValue(file);
            var text = name is null ? PolicyDocument.DefaultText() : await PolicyFiles.ReadAsync(name, ct);
            var load = PolicyDocument.Load(text, name ?? DefaultName);
            var warnings = load.Warnings.Concat(Ended(load.Document, name ?? DefaultName)).ToList();
            if (parse.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new
                {
                    ok = load.Document is not null,
                    version = load.Document?.Version,
                    rules = load.Document?.RuleCount,
                    packs = load.Document?.Packs.Select(pack => $"{pack.Name}@{pack.Version}"),
                    errors = load.Errors.Select(ToJson),
                    warnings = warnings.Select(ToJson),
                }));
            }
            else
            {
                Print(output, name ?? DefaultName, load, warnings);
            }

            return load.Document is null ? ExitCodes.BadInput
                : parse.GetValue(strict) && warnings.Count > 0 ? ExitCodes.No
                : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Pre-approvals that are over: the policy reads no clock, so this is said here.</summary>
    private static IEnumerable<PolicyError> Ended(PolicyDocument? document, string file)
    {
        var now = TimeProvider.System.GetUtcNow();
        return (document?.Delegations ?? []).Where(delegation => delegation.Until <= now)
            .Select(delegation => new PolicyError(file, 1, 1, $"delegations: '{delegation.Name}' ended at {delegation.Until:yyyy-MM-dd HH:mm zzz}"));
    }

    private static object ToJson(PolicyError error) => new { file = error.File, line = error.Line, column = error.Column, message = error.Message };

    private static void Print(TextWriter output, string name, PolicyLoad load, List<PolicyError> warnings)
    {
        foreach (var error in load.Errors)
        {
            output.WriteLine(Printable.Escape(error.ToString()));
        }

        foreach (var warning in warnings)
        {
            output.WriteLine(Printable.Escape($"{warning.File}:{warning.Line}:{warning.Column}: warning: {warning.Message}"));
        }

        if (load.Document is { } document)
        {
            output.WriteLine($"{Printable.Escape(name)}: ok, {document.RuleCount} rules, {document.Version}");
        }
    }
}
