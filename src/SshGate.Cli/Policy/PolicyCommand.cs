using System.CommandLine;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy …</c>: what a policy file says, without running anything.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Check, test and explain policies without running anything")
    {
        PolicyCheckCommand.Create(),
        PolicyTestCommand.Create(),
        PolicyExplainCommand.Create(),
        PolicyEvalCommand.Create(),
        PolicyParseCommand.Create(),
        PolicySchemaCommand.Create(),
        PolicyPacksCommand.Create(),
    };
}
