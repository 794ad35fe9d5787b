using System.CommandLine;
using System.Text.Json.Nodes;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets remove</c>.</summary>
internal static class TargetsRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The target's name" };
        var json = TargetsCommand.JsonOption();
        var command = new Command("remove", "Remove a target from the catalogue; open sessions go on until they end")
        {
            name, json, ConfigFile.Option,
        };
        command.SetAction((parse, cancellationToken) => TargetsCommand.UseAsync(parse, async catalogue =>
        {
            var wanted = parse.GetValue(name)!;
            if (!await catalogue.RemoveAsync(wanted, cancellationToken))
            {
                throw TargetsCommand.NoSuchTarget(wanted);
            }

            await parse.InvocationConfiguration.Output.WriteLineAsync(
                parse.GetValue(json) ? new JsonObject { ["removed"] = wanted }.ToJsonString() : $"removed {wanted}");
            return ExitCodes.Ok;
        }));
        return command;
    }
}
