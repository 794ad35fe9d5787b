using System.CommandLine;
using System.Text.Json;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy check FILE</c>: every fault with its place, or the version of a sound policy.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The policy file", Arity = ArgumentArity.ZeroOrOne };
        var json = PolicyFiles.JsonOption();
        var command = new Command("check", "Check a policy file") { file, json };
        command.SetAction(async (parse, ct) =>
        {
            var name = parse.GetValue(file);
            var text = name is null ? PolicyDocument.DefaultText() : await PolicyFiles.ReadAsync(name, ct);
            var load = PolicyDocument.Load(text, name ?? "default-policy.yaml");
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    ok = load.Document is not null,
                    version = load.Document?.Version,
                    errors = load.Errors.Select(error => new { file = error.File, line = error.Line, column = error.Column, message = error.Message }),
                }));
            }
            else if (load.Document is { } document)
            {
                Console.WriteLine($"{Printable.Escape(name ?? "default-policy.yaml")}: ok, {document.Version}");
            }
            else
            {
                foreach (var error in load.Errors)
                {
                    Console.WriteLine(Printable.Escape(error.ToString()));
                }
            }

            return load.Document is null ? ExitCodes.BadInput : ExitCodes.Ok;
        });
        return command;
    }
}
