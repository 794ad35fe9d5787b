using System.CommandLine;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;
using SshGate.Recording;

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
        var all = new Option<bool>("--all") { Description = "Verify the audit log and every recording, each against the other" };
        var digest = new Option<string?>("--digest") { Description = "The seal's digest as the audit log notes it (sha256:…)" };
        var folder = ReplayCommand.FolderOption();
        var json = new Option<bool>("--json") { Description = "One JSON object per recording" };
        var command = new Command("verify",
            "Verify recordings. Exit code: 0 ok, 1 broken, 2 open (not sealed), 65 cannot be read; with --all the worst.")
        {
            recording, all, digest, folder, json, ConfigFile.Option,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var places = StoragePlaces.Of(parse, folder);
            var name = parse.GetValue(recording);
            var form = parse.GetValue(json) ? VerificationForm.Json : VerificationForm.Text;
            var report = new VerificationReport(parse.InvocationConfiguration.Output, form);
            switch (name, parse.GetValue(all))
            {
                case (not null, false):
                    var path = RecordingArgument.Resolve(name, places.Recordings);
                    await report.AddAsync(name, path, await VerifyAsync(path, parse.GetValue(digest), cancellationToken));
                    break;
                case (null, true) when parse.GetValue(digest) is null:
                    await VerifyAllAsync(places, report, cancellationToken);
                    break;
                case (null, true):
                    throw new CliException(ExitCodes.Usage, "--digest belongs to one recording");
                default:
                    throw new CliException(ExitCodes.Usage, "verify takes one recording or --all",
                        "name a session or a file: sshgate verify ID|FILE");
            }

            return report.ExitCode;
        });
        return command;
    }

    /// <summary>The audit log, every recording it knows, and every recording it does not know.</summary>
    private static async Task VerifyAllAsync(StoragePlaces places, VerificationReport report, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string?> audited = new Dictionary<string, string?>();
        if (places.Data is { } data)
        {
            try
            {
                using var store = StoreReader.Open(data);
                await report.AddAsync(await new AuditVerifier(store).VerifyAsync(null, cancellationToken));
                audited = await AuditedRecordings.ReadAsync(store, cancellationToken);
            }
            catch (StoreException failure)
            {
                throw new CliException(ExitCodes.BadInput, failure.Message, "--recordings DIR verifies recordings alone", failure);
            }
        }

        var files = RecordingArgument.All(places.Recordings);
        foreach (var (id, path) in files)
        {
            var expected = audited.GetValueOrDefault(id);
            await report.AddAsync(id, path, await VerifyAsync(path, expected, cancellationToken));
        }

        var present = files.Select(file => file.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in audited.Keys.Where(id => !present.Contains(id)).Order(StringComparer.Ordinal))
        {
            await report.AddAsync(
                missing,
                RecordingFiles.PathOf(places.Recordings, missing),
                new RecordingVerification.Broken(0, "the audit log knows this session, and its recording is not there"));
        }
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
}
