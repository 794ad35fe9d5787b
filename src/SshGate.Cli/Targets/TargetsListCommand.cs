using System.CommandLine;
using System.Text.Json.Nodes;
using SshGate.Gateway.Targets;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets list</c>.</summary>
internal static class TargetsListCommand
{
    public static Command Create()
    {
        var json = TargetsCommand.JsonOption();
        var command = new Command("list", "List the targets") { json, ConfigFile.Option };
        command.SetAction((parse, _) => TargetsCommand.UseAsync(parse, async catalogue =>
        {
            await parse.InvocationConfiguration.Output.WriteAsync(parse.GetValue(json)
                ? new JsonObject { ["targets"] = new JsonArray([.. catalogue.Targets.Select(TargetText.Document)]) }.ToJsonString() + "\n"
                : Table(catalogue.Targets));
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static string Table(IEnumerable<Target> targets) => TextTable.Format(
        ["TARGET", "ADDRESS", "ENVIRONMENT", "ACCOUNTS", "HOST KEYS"],
        targets.Select(target => new[]
        {
            target.Name,
            target.Jump is null ? $"{target.Host}:{target.Port}" : $"{target.Host}:{target.Port} via {TargetText.Way(target)}",
            target.Environment,
            string.Join(" ", target.Accounts.Select(account => account == target.FindAccount(null) ? account.Name + "*" : account.Name)),
            string.Join(" ", target.HostKeys.Select(key => key.KeyType).Concat(target.HostAuthorities.Select(_ => "authority"))),
        }));
}
