using System.Globalization;
using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Targets;

namespace SshGate.Interop.Tests.Onward;

/// <summary>A real OpenSSH server that a test configures line by line, with its log.</summary>
internal sealed class SshdTarget : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly RunningProgram _server;

    private SshdTarget(TestFolder folder, RunningProgram server, int port, string hostKey)
    {
        _folder = folder;
        _server = server;
        Port = port;
        HostKey = hostKey;
    }

    public int Port { get; }

    public string Address => AddressOf(Port);

    /// <summary>The line of its public host key.</summary>
    public string HostKey { get; }

    /// <summary>What its operator sees, with <c>LogLevel VERBOSE</c> unless the test says more.</summary>
    public string Log => _server.ErrorSoFar;

    public static string AddressOf(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>A new host key in a folder of the test's own.</summary>
    public static async Task<string> NewKeyAsync(TestFolder folder, string name, string type = "ed25519")
    {
        (await RunningProgram.RunAsync(Programs.SshKeygen, ["-q", "-t", type, "-N", "", "-C", name, "-f", folder.File(name)])).ShouldExit(0);
        return (await File.ReadAllTextAsync(folder.File(name + ".pub"), TestContext.Current.CancellationToken)).Trim();
    }

    /// <summary>Starts it; <paramref name="configure"/> makes what it needs in its folder and returns more lines of sshd_config.</summary>
    public static async Task<SshdTarget> StartAsync(Func<TestFolder, Task<string>> configure, int? port = null)
    {
        var folder = new TestFolder();
        try
        {
            // sshd's own demand when it starts as root.
            Directory.CreateDirectory("/run/sshd");
            var hostKey = await NewKeyAsync(folder, "host");
            var more = await configure(folder);
            var at = port ?? ListeningServer.FreePort();
            var configuration = folder.Write(
                "sshd_config",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    {more}
                    HostKey {folder.File("host")}
                    ListenAddress 127.0.0.1:{at}
                    PidFile none
                    UsePAM no
                    StrictModes no
                    PasswordAuthentication no
                    KbdInteractiveAuthentication no
                    PermitRootLogin prohibit-password
                    AuthorizedKeysFile none
                    PrintMotd no
                    LogLevel VERBOSE

                    """));
            var server = RunningProgram.Start(Programs.Sshd, ["-D", "-e", "-f", configuration]);
            await ListeningServer.WaitAsync(server, at);
            return new SshdTarget(folder, server, at, hostKey);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Waits until it has logged this.</summary>
    public Task WaitForLogAsync(string text) =>
        Wait.UntilAsync(() => Log.Contains(text, StringComparison.Ordinal), () => $"'{text}' in the log of sshd\n{Log}");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
