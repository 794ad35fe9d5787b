using System.CommandLine;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Cli.Replay;

/// <summary><c>sshgate verify ID|FILE|--all</c>: is a recording as it was written?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var recording = new Argument<string?>("recording")
        {
            Description = "A session's id, or a file (a path, or a name that ends with .cast)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "Verify every recording of the folder" };
        var digest = new Option<string?>("--digest") { Description = "The seal's digest as the audit log notes it (sha256:…)" };
        var folder = ReplayCommand.FolderOption();
        var json = new Option<bool>("--json") { Description = "One JSON object per recording" };
        var command = new Command("verify",
            "Verify recordings. Exit code: 0 ok, 1 broken, 2 open (not sealed), 65 cannot be read; with --all the worst.")
        {
            recording, all, digest, folder, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var directory = parse.GetValue(folder)!;
            var recordings = (parse.GetValue(recording), parse.GetValue(all)) switch
            {
                ({ } name, false) => [(name, RecordingArgument.Resolve(name, directory))],
                (null, true) when parse.GetValue(digest) is null => RecordingArgument.All(directory),
                (null, true) => throw new CliException(ExitCodes.Usage, "--digest belongs to one recording"),
                _ => throw new CliException(ExitCodes.Usage, "verify takes one recording or --all",
                    "name a session or a file: sshgate verify ID|FILE"),
            };
            var output = parse.InvocationConfiguration.Output;
            var worst = ExitCodes.Ok;
            foreach (var (name, path) in recordings)
            {
                var result = await VerifyAsync(path, parse.GetValue(digest), cancellationToken);
                await output.WriteLineAsync(parse.GetValue(json)
                    ? VerificationText.Json(name, path, result)
                    : $"{Printable.Escape(name)}: {VerificationText.Line(result)}");
                worst = Worse(worst, VerificationText.ExitCode(result));
            }

            return worst;
        });
        return command;
    }

    /// <summary>Verifies a file, with failures for people.</summary>
    public static async Task<RecordingVerification> VerifyAsync(
        string path, string? digest, CancellationToken cancellationToken)
    {
        try
        {
            return await RecordingVerifier.VerifyAsync(path, digest, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw RecordingArgument.Unreadable(path, failure);
        }
    }

    // Broken is worse than open, whatever the numbers say.
    private static int Worse(int a, int b) => a == ExitCodes.No || b == ExitCodes.No ? ExitCodes.No : Math.Max(a, b);
}
