using System.CommandLine;
using System.Text.Json;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy packs [NAME]</c>: the packs that can be included, or the text of one.</summary>
internal static class PolicyPacksCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Print the rules of this pack", Arity = ArgumentArity.ZeroOrOne };
        var json = PolicyFiles.JsonOption();
        var command = new Command("packs", "List the packs that a policy can include, or print one") { name, json };
        command.SetAction(parse =>
        {
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(name) is { } wanted)
            {
                var pack = PolicyPack.All.FirstOrDefault(pack => pack.Name == wanted)
                    ?? throw new CliException(ExitCodes.Usage, $"there is no pack '{wanted}'", "sshgate policy packs lists them");
                output.Write(pack.Text);
            }
            else if (parse.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(PolicyPack.All.Select(pack => new
                {
                    name = pack.Name,
                    version = pack.Version,
                    title = pack.Title,
                    does = pack.Does,
                    doesNot = pack.DoesNot,
                })));
            }
            else
            {
                foreach (var pack in PolicyPack.All)
                {
                    output.WriteLine($"pack:{pack.Name}@{pack.Version}  {pack.Title}\n  does      {pack.Does}\n  does not  {pack.DoesNot}\n");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
