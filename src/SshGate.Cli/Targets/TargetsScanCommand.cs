using System.CommandLine;
using System.Text.Json.Nodes;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets scan</c>: shows the host keys that answer at an address.</summary>
internal static class TargetsScanCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "host, host:port or [address]:port" };
        var json = TargetsCommand.JsonOption();
        var command = new Command(
            "scan",
            "Show the host keys that answer at an address; compare them with the machine before you trust them")
        {
            address, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (host, port) = HostKeyScan.ParseAddress(parse.GetValue(address)!);
            var keys = await HostKeyScan.ScanAsync(host, port, cancellationToken);
            var streams = parse.InvocationConfiguration;
            if (parse.GetValue(json))
            {
                await streams.Output.WriteLineAsync(
                    new JsonObject { ["host"] = host, ["port"] = port, ["host_keys"] = TargetText.Document(keys) }.ToJsonString());
                return ExitCodes.Ok;
            }

            foreach (var key in keys)
            {
                await streams.Output.WriteLineAsync($"{key.Fingerprint}  {key.ToOpenSsh()}");
            }

            await streams.Error.WriteLineAsync(
                $"sshgate: hint: on {Printable.Escape(host)} itself, 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'"
                + " shows what it should be");
            return ExitCodes.Ok;
        });
        return command;
    }
}
