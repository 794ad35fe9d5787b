using System.CommandLine;
using System.Text;
using SshGate.Cli.Replay;
using SshGate.Recording;

namespace SshGate.Cli.Tests.Replay;

/// <summary>A folder with recordings, and the two verbs run on it.</summary>
internal sealed class Cast : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("sshgate-replay-").FullName;

    public string PathOf(string id) => RecordingFiles.PathOf(Folder, id);

    public async Task<RecordingSeal?> WriteAsync(string id, Func<RecordingWriter, Task> session, bool isSealed = true)
    {
        var header = new RecordingHeader { Id = id, Timestamp = DateTimeOffset.UnixEpoch, HasTerminal = true, Principal = "alice" };
        await using var writer = await RecordingWriter.CreateAsync(PathOf(id), header, TimeProvider.System, CancellationToken.None);
        await session(writer);
        return isSealed ? await writer.SealAsync("the program ended", CancellationToken.None) : null;
    }

    public Task<RecordingSeal?> WriteAsync(string id, string output, bool isSealed = true) => WriteAsync(
        id, async writer => await writer.WriteOutputAsync(Encoding.UTF8.GetBytes(output), OutputSource.Output, CancellationToken.None),
        isSealed);

    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunBareAsync([.. arguments, "--recordings", Folder]);

    public static async Task<(int ExitCode, string Output, string Error)> RunBareAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = new RootCommand { ReplayCommand.Create(), VerifyCommand.Create() };
        var parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        var exitCode = await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error },
            CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
