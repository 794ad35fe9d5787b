using System.CommandLine;
using SshGate.Gateway.Targets;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets show</c>: everything about one target.</summary>
internal static class TargetsShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The target's name" };
        var json = TargetsCommand.JsonOption();
        var command = new Command("show", "Show one target: address, way, host keys, accounts") { name, json, ConfigFile.Option };
        command.SetAction((parse, _) => TargetsCommand.UseAsync(parse, async catalogue =>
        {
            var target = catalogue.Find(parse.GetValue(name)!) ?? throw TargetsCommand.NoSuchTarget(parse.GetValue(name)!);
            await parse.InvocationConfiguration.Output.WriteAsync(
                parse.GetValue(json) ? TargetText.Document(target).ToJsonString() + "\n" : Text(target));
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static string Text(Target target)
    {
        var lines = new List<(string Name, string Value)>
        {
            ("target", target.Name),
            ("address", $"{target.Host}:{target.Port}"),
        };
        lines.AddRange(target.Route.Select(hop => ("through", $"{hop.Account.Name}+{hop.Target.Name}")));
        if (target.Environment.Length > 0)
        {
            lines.Add(("environment", target.Environment));
        }

        lines.AddRange(target.Labels.Select(label => ("label", $"{label.Key}={label.Value}")));
        lines.AddRange(target.HostKeys.Select(key => ("host key", $"{key.KeyType} {key.Fingerprint}")));
        lines.AddRange(target.HostAuthorities.Select(key => ("host authority", $"{key.KeyType} {key.Fingerprint}")));
        lines.AddRange(target.Accounts.Select(account =>
            ("account", $"{account.Name}{(account == target.FindAccount(null) ? "*" : "")}: {TargetText.Words(account.Credential)}")));
        if (target.InsecureAlgorithms.Count > 0)
        {
            lines.Add(("insecure", string.Join(", ", target.InsecureAlgorithms)));
        }

        return string.Concat(lines.Select(line => $"{line.Name,-15} {line.Value}\n"));
    }
}
