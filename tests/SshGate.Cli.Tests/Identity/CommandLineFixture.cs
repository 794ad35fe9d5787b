using System.CommandLine;
using SshGate.Cli.Identity;
using SshGate.Cli.Keys;
using SshGate.Cli.Policy;
using SshGate.Cli.Serve;
using SshGate.Cli.Targets;

namespace SshGate.Cli.Tests.Identity;

/// <summary>Runs verbs in this process and keeps what they print.</summary>
internal static class CommandLineFixture
{
    public static async Task<CommandLineResult> RunAsync(params string[] arguments)
    {
        using var error = new StringWriter();
        return await RunAsync(error, arguments);
    }

    public static async Task<CommandLineResult> RunAsync(StringWriter error, params string[] arguments)
    {
        var root = new RootCommand { LoginCommand.Create(), TokenCommand.Create(), AskpassCommand.Create(), DevCommand.Create(), KeysCommand.Create(), TargetsCommand.Create(), PolicyCommand.Create(), ServeCommand.Create() };
        using var output = new StringWriter();
        var streams = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        var parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        try
        {
            var exit = await parsed.InvokeAsync(streams, TestContext.Current.CancellationToken);
            return new CommandLineResult(exit, output.ToString(), error.ToString());
        }
        catch (Exception failure) when (CommandRunner.Explain(failure) is { } explained)
        {
            return new CommandLineResult(explained.ExitCode, output.ToString(), $"{error}{explained.Message}\n{explained.Hint}");
        }
    }
}
