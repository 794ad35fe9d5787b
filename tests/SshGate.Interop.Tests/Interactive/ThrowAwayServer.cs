using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Interactive;

/// <summary>A database server of the machine, on data of its own that goes away with it.</summary>
internal sealed class ThrowAwayServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly RunningProgram _server;

    private ThrowAwayServer(string folder, RunningProgram server, string client)
    {
        _folder = folder;
        _server = server;
        Client = client;
    }

    /// <summary>The command line of its client.</summary>
    public string Client { get; }

    public static async Task<ThrowAwayServer> PostgresAsync()
    {
        var (folder, port) = (NewFolder("postgres"), FreePort());
        const string Bin = "/usr/lib/postgresql/15/bin/";
        (await AsAsync("postgres", $"{Bin}initdb -A trust -D {folder}/data")).ShouldExit(0);
        var server = RunningProgram.Start(
            "/usr/sbin/runuser",
            ["-u", "postgres", "--", $"{Bin}postgres", "-D", $"{folder}/data", "-p", Text(port), "-c", "listen_addresses=127.0.0.1", "-k", folder]);
        var started = new ThrowAwayServer(folder, server, $"psql -X -h 127.0.0.1 -p {port} -U postgres postgres");
        await started.WaitAsync("SELECT 1;");
        return started;
    }

    public static async Task<ThrowAwayServer> MariaDbAsync()
    {
        var folder = NewFolder("mysql");
        (await AsAsync("mysql", $"mariadb-install-db --no-defaults --datadir={folder}/data --auth-root-authentication-method=normal")).ShouldExit(0);
        var server = RunningProgram.Start(
            "/usr/sbin/runuser",
            ["-u", "mysql", "--", "/usr/sbin/mariadbd", "--no-defaults", $"--datadir={folder}/data", $"--socket={folder}/s", "--skip-networking", $"--pid-file={folder}/pid"]);
        var started = new ThrowAwayServer(folder, server, $"mysql -u root -S {folder}/s test");
        await started.WaitAsync("SELECT 1;");
        return started;
    }

    public static async Task<ThrowAwayServer> RedisAsync()
    {
        var (folder, port) = (NewFolder("redis"), FreePort());
        var server = RunningProgram.Start(
            "/usr/bin/redis-server", ["--port", Text(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]);
        var started = new ThrowAwayServer(folder, server, $"redis-cli -p {port}");
        await started.WaitAsync("PING");
        return started;
    }

    /// <summary>What the database answers to somebody who is not behind the gate.</summary>
    public async Task<string> AskAsync(string statement) => (await TryAsync(statement)).ShouldExit(0).Output;

    public async ValueTask DisposeAsync()
    {
        await _server.TerminateAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<ProgramResult> TryAsync(string statement) =>
        RunningProgram.RunAsync("/bin/sh", ["-c", Client], input: System.Text.Encoding.UTF8.GetBytes(statement + "\n"));

    private async Task WaitAsync(string statement)
    {
        ProgramResult? answer = null;
        await Wait.UntilAsync(
            async () => (answer = await TryAsync(statement)) is { ExitStatus: 0 } good && !good.Output.Contains("refused", StringComparison.Ordinal),
            () => $"the database of '{Client}': {answer}\n{_server.ErrorSoFar}");
    }

    private static Task<ProgramResult> AsAsync(string user, string command) =>
        RunningProgram.RunAsync("/usr/sbin/runuser", ["-u", user, "--", "sh", "-c", command]);

    private static string NewFolder(string owner)
    {
        var folder = Directory.CreateTempSubdirectory($"sshgate-{owner}-").FullName;
        using var chown = System.Diagnostics.Process.Start("/bin/chown", [owner, folder]);
        chown.WaitForExit();
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
