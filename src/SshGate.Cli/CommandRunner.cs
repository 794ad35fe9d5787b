using System.CommandLine;
using SshGate.Gateway.Hosting;

namespace SshGate.Cli;

/// <summary>Runs the parsed command line and turns every failure into one message and one exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // After a mistyped verb the parser also misses one; only the message that names the word helps.
            var mistyped = parsed.UnmatchedTokens.Count > 0;
            foreach (var error in parsed.Errors.Where(
                error => !mistyped || error.Message.Contains('\'', StringComparison.Ordinal)))
            {
                await Console.Error.WriteLineAsync($"sshgate: error: {error.Message}");
            }

            await Console.Error.WriteLineAsync(parsed.CommandResult.Command is RootCommand
                ? "sshgate: hint: sshgate --help lists the verbs"
                : "sshgate: hint: add --help to see what this verb takes");
            return ExitCodes.Usage;
        }

        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (CliException failure)
        {
            return await TellAsync(failure.ExitCode, failure.Message, failure.Hint);
        }
        catch (GateStartException failure)
        {
            return await TellAsync(ExitCodes.Unavailable, failure.Message, failure.Hint);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C or SIGTERM: the verb has already cleaned up; 130 is the shell's word for it.
            return 130;
        }
    }

    private static async Task<int> TellAsync(int exitCode, string message, string? hint)
    {
        await Console.Error.WriteLineAsync($"sshgate: error: {message}");
        if (hint is not null)
        {
            await Console.Error.WriteLineAsync($"sshgate: hint: {hint}");
        }

        return exitCode;
    }
}
