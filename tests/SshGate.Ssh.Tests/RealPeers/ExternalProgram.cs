using System.Diagnostics;
using System.Text;

namespace SshGate.Ssh.Tests.RealPeers;

/// <summary>Runs programs of this machine. A missing one skips the test, or fails it under SSHGATE_REQUIRE_INTEROP=1.</summary>
internal static class ExternalProgram
{
    private static readonly string[] Folders =
    [
        "/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/lib/openssh/regress",
        .. Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*") : [],
    ];

    /// <summary>A file of the programs that <c>./test</c> unpacks under artifacts/peers.</summary>
    public static string Peer(string path) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../peers", path));

    /// <summary>The program, library or file with this name or absolute path.</summary>
    public static string Find(string name)
    {
        var path = Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(Path.Exists);
        if (path is null && Environment.GetEnvironmentVariable("SSHGATE_REQUIRE_INTEROP") != "1")
        {
            Assert.Skip($"{name} is not installed.");
        }

        return path ?? throw new InvalidOperationException($"{name} is required and not installed.");
    }

    public static async Task<ProgramResult> RunAsync(
        string name, IEnumerable<string> arguments, byte[]? input = null, params (string Name, string Value)[] environment)
    {
        using var process = Start(name, arguments, environment);
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        var writing = WriteAsync(process, input ?? []);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(reading, errors, writing).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} did not end; so far it said: {Encoding.UTF8.GetString(output.ToArray())}");
        }

        return new ProgramResult(process.ExitCode, output.ToArray(), await errors);
    }

    public static Process Start(string name, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Find(name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task WriteAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without its input.
        }
    }
}
