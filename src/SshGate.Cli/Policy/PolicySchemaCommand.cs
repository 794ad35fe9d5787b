using System.CommandLine;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy schema</c>: the JSON schema of policy files, for editors.</summary>
internal static class PolicySchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON schema of policy files, for editors");
        command.SetAction(parse =>
        {
            parse.InvocationConfiguration.Output.Write(PolicyDocument.SchemaText());
            return ExitCodes.Ok;
        });
        return command;
    }
}
