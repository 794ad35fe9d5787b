using System.CommandLine;
using System.Globalization;
using SshGate.Recording;

namespace SshGate.Cli.Replay;

/// <summary><c>sshgate replay ID|FILE</c>: shows a recording without letting it act on the viewer's terminal.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var recording = new Argument<string>("recording")
        {
            Description = "A session's id, or a file (a path, or a name that ends with .cast)",
        };
        var speed = new Option<double>("--speed")
        {
            Description = "How many times as fast",
            DefaultValueFactory = _ => 1,
        };
        var idleLimit = new Option<double?>("--idle-limit") { Description = "No pause is longer than this many seconds" };
        var noWait = new Option<bool>("--no-wait") { Description = "All at once" };
        var text = new Option<bool>("--text") { Description = "All at once and as plain text: no colours, no cursor movement" };
        var markers = new Option<bool>("--markers") { Description = "A line for each command, decision, exit status and marker" };
        var json = new Option<bool>("--json") { Description = "One JSON object per event, all at once" };
        var folder = FolderOption();
        RequirePositive(speed);
        RequirePositive(idleLimit);
        var command = new Command("replay", "Show a recording, safely. Exit code: 0, or 1 if the recording is broken.")
        {
            recording, speed, idleLimit, noWait, text, markers, json, folder, ConfigFile.Option,
        };
        command.SetAction((parse, cancellationToken) => RunAsync(
            RecordingArgument.Resolve(parse.GetValue(recording)!, StoragePlaces.Of(parse, folder).Recordings),
            new ReplayOptions
            {
                Speed = parse.GetValue(speed),
                IdleLimit = parse.GetValue(idleLimit) is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue,
                Waits = !(parse.GetValue(noWait) || parse.GetValue(text) || parse.GetValue(json)),
                Form = (parse.GetValue(json), parse.GetValue(text)) switch
                {
                    (true, _) => ReplayForm.Json,
                    (_, true) => ReplayForm.Text,
                    _ => ReplayForm.Screen,
                },
                ShowsMarkers = parse.GetValue(markers),
            },
            parse.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    /// <summary>The folder that ids are looked up in; <see cref="StoragePlaces"/> knows where when it is not given.</summary>
    public static Option<string?> FolderOption() => new("--recordings")
    {
        Description = "The recordings folder (default: Storage.Recordings of the configuration)",
        HelpName = "DIR",
    };

    private static async Task<int> RunAsync(
        string path, ReplayOptions options, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await RecordingReader.OpenAsync(path, cancellationToken);
            var verification = await VerifyCommand.VerifyAsync(path, digest: null, cancellationToken);
            var remark = !reader.IsSshGate
                ? "this recording is not SshGate's: there is nothing to verify it by"
                : verification is RecordingVerification.Ok ? null : VerificationText.Line(verification);
            await WarnAsync(console.Error, remark);
            var player = new ReplayPlayer(console.Output, TimeProvider.System, options);
            try
            {
                await player.PlayAsync(reader, cancellationToken);
            }
            finally
            {
                await RestoreKeypadAsync(console.Output);
            }

            if (!reader.IsSshGate || verification is not RecordingVerification.Broken)
            {
                return ExitCodes.Ok;
            }

            // Once more: the first one may have left the screen.
            await WarnAsync(console.Error, remark);
            return ExitCodes.No;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw RecordingArgument.Unreadable(path, failure);
        }
    }

    // .NET's console switches a terminal's cursor keys and keypad to application mode when it is first used, and leaves
    // them so.
    private static async Task RestoreKeypadAsync(TextWriter output)
    {
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected)
        {
            await output.WriteAsync("\u001b[?1l\u001b>");
        }
    }

    private static async Task WarnAsync(TextWriter error, string? remark)
    {
        if (remark is not null)
        {
            await error.WriteLineAsync($"sshgate: warning: {remark}");
        }
    }

    private static void RequirePositive<T>(Option<T> option) => option.Validators.Add(result =>
    {
        // 1e6 seconds are eleven days: more is a mistake. What is no number at all, the parser refuses itself.
        if (result.Tokens is [var token, ..]
            && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is not (> 0 and <= 1_000_000))
        {
            result.AddError($"{option.Name} takes a number above 0, up to 1000000");
        }
    });
}
