using System.CommandLine;
using System.Text;
using System.Text.Json;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy parse</c>: JSON lines in, what the shell grammar says of each out.</summary>
internal static class PolicyParseCommand
{
    public static Command Create()
    {
        var json = PolicyFiles.JsonOption();
        var command = new Command("parse", "Parse lines: JSON lines {\"id\",\"line\"} in, {\"id\",\"ok\",\"error\"} out") { json };
        command.SetAction(async (_, ct) =>
        {
            await JsonLines.MapAsync(
                (id, line, _, _) =>
                {
                    var error = CommandLine.Parse(Encoding.UTF8.GetBytes(line), CommandContext.Script).Error;
                    return JsonSerializer.Serialize(new { id, ok = error is null, error = error?.Message });
                },
                ct);
            return ExitCodes.Ok;
        });
        return command;
    }
}
