using System.Globalization;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Targets;

/// <summary>
/// A real Dropbear as a second target. It reads the account's home, so it runs in a mount namespace in which that home
/// is a folder of the test; like the demo's own target it writes down every command string that arrives.
/// </summary>
internal sealed class DropbearTarget : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private RunningProgram? _server;

    public int Port { get; private set; }

    public IReadOnlyList<byte[]> Received() =>
        [.. Directory.EnumerateFiles(_folder.File("received")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Starts it with a new host key; <paramref name="gateKey"/> is the one line that may log in.</summary>
    public static async Task<DropbearTarget> StartAsync(string gateKey, string account)
    {
        var target = new DropbearTarget();
        try
        {
            await target.StartServerAsync(gateKey, account);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartServerAsync(string gateKey, string account)
    {
        var received = Directory.CreateDirectory(_folder.File("received")).FullName;
        var wrapper = _folder.WriteScript(
            "write-down-and-run",
            $"""
            #!/bin/sh
            printf '%s' "$SSH_ORIGINAL_COMMAND" > '{received}/'"$(date +%s%N)-$$"
            exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"

            """);
        var home = Directory.CreateDirectory(_folder.File("home"), PrivateFolder).FullName;
        Directory.CreateDirectory(Path.Combine(home, ".ssh"), PrivateFolder);
        _folder.Write("home/.ssh/authorized_keys", $"command=\"{wrapper}\" {gateKey}\n");
        (await RunningProgram.RunAsync(Programs.DropbearKey, ["-t", "ed25519", "-f", _folder.File("host")]))
            .ShouldExit(0);
        Port = ListeningServer.FreePort();
        var start = $"mount --bind '{home}' \"$(getent passwd '{account}' | cut -d: -f6)\" && exec \"$@\"";
        _server = RunningProgram.Start(
            Programs.Unshare,
            [
                "--mount", "sh", "-c", start, "sh",
                Programs.Dropbear, "-F", "-E", "-s", "-r", _folder.File("host"),
                "-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
            ]);
        await ListeningServer.WaitAsync(_server, Port);
    }

    private static UnixFileMode PrivateFolder =>
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
