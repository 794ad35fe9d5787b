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
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            await Console.Error.WriteLineAsync($"sshgate: error: {explained.Message}");
            if (explained.Hint is not null)
            {
                await Console.Error.WriteLineAsync($"sshgate: hint: {explained.Hint}");
            }

            return explained.ExitCode;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C or SIGTERM: the verb has already cleaned up; 130 is the shell's word for it.
            return 130;
        }
    }

    /// <summary>A failure as a person is told about it; null for one that nobody foresaw.</summary>
    internal static CliException? Explain(Exception failure) => failure switch
    {
        CliException explained => explained,
        GateStartException start => new CliException(ExitCodes.Unavailable, start.Message, start.Hint, start),
        _ => null,
    };
}
