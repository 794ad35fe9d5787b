using System.CommandLine;
using System.Text.Json.Nodes;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets pin</c>: accepts one more host key from a target, once somebody has vouched for it.</summary>
internal static class TargetsPinCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The target's name" };
        var hostKey = new Option<string[]>("--host-key")
        {
            Description = "A host key as a line of an OpenSSH .pub file; may be given several times",
        };
        var scan = new Option<bool>("--scan") { Description = "Ask the machine for its host keys, show them, and ask you" };
        var accept = new Option<string[]>("--accept")
        {
            Description = "With --scan: the fingerprint that you have compared; pins that key without asking; may be given several times",
        };
        var json = TargetsCommand.JsonOption();
        var command = new Command("pin", "Accept another host key from a target; those it has stay accepted")
        {
            name, hostKey, scan, accept, json, ConfigFile.Option,
        };
        command.SetAction((parse, cancellationToken) => TargetsCommand.UseAsync(parse, async catalogue =>
        {
            var target = catalogue.Find(parse.GetValue(name)!) ?? throw TargetsCommand.NoSuchTarget(parse.GetValue(name)!);
            IReadOnlyList<SshPublicKey> keys = [.. (parse.GetValue(hostKey) ?? []).Select(HostKeyChoice.Read)];
            if (keys.Count > 0 == parse.GetValue(scan) || (target.Jump is not null && parse.GetValue(scan)))
            {
                throw new CliException(
                    ExitCodes.Usage,
                    "host keys come from --host-key or from --scan, one of the two; --scan dials from here, so not behind a jump",
                    "the operator's log of the gate names the keys that a target announced");
            }

            if (keys.Count == 0)
            {
                keys = await HostKeyChoice.ScanAsync(
                    target.Host, target.Port, parse.GetValue(accept) ?? [], parse.InvocationConfiguration.Error, cancellationToken);
            }

            var added = await catalogue.PinAsync(target.Name, keys, cancellationToken) ?? throw TargetsCommand.NoSuchTarget(target.Name);
            await parse.InvocationConfiguration.Output.WriteLineAsync(parse.GetValue(json)
                ? new JsonObject { ["name"] = target.Name, ["added"] = TargetText.Document(added) }.ToJsonString()
                : added.Count == 0
                    ? $"{target.Name} has these keys already"
                    : $"pinned at {target.Name}: {string.Join(", ", added.Select(key => key.Fingerprint))}");
            return ExitCodes.Ok;
        }));
        return command;
    }
}
