using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SshGate.Interop.Tests.Support;

/// <summary>
/// A real program that runs beside the test; killed with its children when the test is through with it.
/// </summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>
    /// Longer than anything here takes on a busy machine; a program that hangs fails its test by name.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// What a program must not inherit: the machine's own key agent and display would change what ssh does.
    /// </summary>
    private static readonly string[] NotInherited =
    [
        "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY",
        "SSHGATE_API", "SSHGATE_TOKEN", "SSHGATE_TOKEN_FILE", "SSHGATE_CONFIG",
    ];

    private readonly string _name;
    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly Task _copying;

    private RunningProgram(string name, Process process, byte[]? input, bool isTypedInto)
    {
        _name = name;
        _process = process;
        _copying = Task.WhenAll(
            CopyAsync(process.StandardOutput.BaseStream, _output),
            CopyAsync(process.StandardError.BaseStream, _error),
            isTypedInto ? Task.CompletedTask : FeedAsync(process, input));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string OutputSoFar => Text(_output);

    public string ErrorSoFar => Text(_error);

    private string Streams => $"output: {OutputSoFar}\nstandard error: {ErrorSoFar}";

    public static RunningProgram Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        byte[]? input = null,
        bool isTypedInto = false)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in NotInherited)
        {
            start.Environment.Remove(name);
        }

        // Client and gate messages are compared as text.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        return new RunningProgram(Path.GetFileName(program), process, input, isTypedInto);
    }

    public static async Task<ProgramResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        byte[]? input = null)
    {
        await using var running = Start(program, arguments, environment, input);
        return await running.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<ProgramResult> EndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            await _copying.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{_name} did not end within {Patience.TotalSeconds} s\n{Streams}");
        }

        return new ProgramResult(_process.ExitCode, Bytes(_output), ErrorSoFar);
    }

    /// <summary>Waits until it has printed something, on either stream, and returns the match.</summary>
    public async Task<Match> WaitForTextAsync(string pattern)
    {
        var match = Match.Empty;
        await Wait.UntilAsync(
            () => (match = Seen()).Success || (HasExited && _copying.IsCompleted),
            () => $"{_name} to print /{pattern}/\n{Streams}");
        match = Seen();
        Assert.True(match.Success, $"{_name} ended without printing /{pattern}/\n{Streams}");
        return match;

        Match Seen() => Regex.Match(OutputSoFar + ErrorSoFar, pattern);
    }

    /// <summary>Gives it further input; only for one that was started to be typed into.</summary>
    public async Task TypeAsync(string text)
    {
        await _process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        await _process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The end of its input; only for one that was started to be typed into.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task TerminateAsync() => await SignalAsync("TERM");

    /// <summary>kill -9: this process and no other.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(
            "/bin/kill", ["-" + signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private static async Task CopyAsync(Stream from, MemoryStream to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                lock (to)
                {
                    to.Write(buffer, 0, read);
                }
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The test is through with the program.
        }
    }

    private static async Task FeedAsync(Process process, byte[]? input)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, CancellationToken.None);
            }

            process.StandardInput.Close();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // It did not want all of its input; what it did with the rest shows in its exit status.
        }
    }

    private static byte[] Bytes(MemoryStream stream)
    {
        lock (stream)
        {
            return stream.ToArray();
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(Bytes(stream));
}
