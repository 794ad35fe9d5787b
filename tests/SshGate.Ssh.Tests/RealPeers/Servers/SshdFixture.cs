using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.RealPeers.Matrix;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>
/// A real server on a loopback port, with its own configuration, host keys and authorized keys in a temporary folder.
/// </summary>
internal sealed class SshdFixture : IAsyncDisposable
{
    private const int LowestPort = 20_000;
    private const int PortCount = 12_000;

    private static int _port = RandomNumberGenerator.GetInt32(PortCount);

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private SshdFixture(TemporaryFolder folder, Process process, int port, IReadOnlyList<SshPublicKey> hostKeys)
    {
        _folder = folder;
        _process = process;
        Port = port;
        HostKeys = hostKeys;
    }

    public int Port { get; }

    public IReadOnlyList<SshPublicKey> HostKeys { get; }

    public static string UserName => Environment.UserName;

    public static Task<SshdFixture> StartOpenSshAsync(IEnumerable<SshPublicKey> authorized, params string[] settings) =>
        StartOpenSshAsync("sshd", authorized, settings);

    /// <summary>Starts the sshd at this place; it wants its absolute path, to run itself again.</summary>
    public static Task<SshdFixture> StartOpenSshAsync(
        string program, IEnumerable<SshPublicKey> authorized, params string[] settings)
    {
        if (Environment.UserName == "root")
        {
            // sshd's privilege separation asks for it.
            Directory.CreateDirectory("/run/sshd");
        }

        return StartAsync(program, (folder, port, keys) =>
        {
            File.WriteAllLines(folder.File("authorized_keys"), authorized.Select(key => key.ToOpenSsh()));
            File.WriteAllLines(folder.File("sshd_config"),
            [
                .. settings,
                $"ListenAddress 127.0.0.1:{port}",
                .. keys.Select(key => $"HostKey {key}"),

                // Of two certificates for one key sshd shows the later one.
                .. settings.Any(setting => setting.StartsWith("HostCertificate", StringComparison.Ordinal))
                    ? []
                    : keys.Select(key => $"HostCertificate {key}-cert.pub"),
                $"AuthorizedKeysFile {folder.File("authorized_keys")}",
                $"PidFile {folder.File("pid")}",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "Subsystem sftp internal-sftp",
            ]);
            return ["-D", "-e", "-f", folder.File("sshd_config")];
        });
    }

    /// <summary>Starts a server.</summary>
    /// <param name="program">The program.</param>
    /// <param name="prepare">Writes its files and returns its arguments, from the folder, the port and the files of the host keys.</param>
    /// <param name="readHostKeys">Reads the keys of a server that makes its own.</param>
    public static async Task<SshdFixture> StartAsync(
        string program,
        Func<TemporaryFolder, int, string[], string[]> prepare,
        Func<TemporaryFolder, SshPublicKey[]>? readHostKeys = null)
    {
        ExternalProgram.Find(program);
        var folder = new TemporaryFolder();
        string[] files = [.. MatrixKeys.All.Select(key => WriteKey(folder, key))];

        // The port is free now and may be taken a moment later; then the program ends and the next port is tried.
        while (true)
        {
            var port = FreePort();
            var process = ExternalProgram.Start(program, prepare(folder, port, files));
            var errors = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            if (await AnswersAsync(process, port))
            {
                var keys = readHostKeys is null ? [.. MatrixKeys.All.Select(key => key.PublicKey)] : readHostKeys(folder);
                return new SshdFixture(folder, process, port, keys);
            }

            var text = await errors;
            if (!text.Contains("in use", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException($"{program} did not start: {text}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string WriteKey(TemporaryFolder folder, SshPrivateKey key)
    {
        using var text = key.ExportOpenSsh("");
        var path = folder.WriteKey(key.PublicKey.KeyType, text.Span);
        File.WriteAllText(path + "-cert.pub", MatrixKeys.Certificate(key).ToOpenSsh() + "\n");
        return path;
    }

    // Below the range from which Linux takes ports for connections and for listeners that do not care: such a port would be
    // taken again by anyone in the moment before the program listens on it.
    private static int FreePort()
    {
        while (true)
        {
            var port = LowestPort + (Interlocked.Increment(ref _port) % PortCount);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Someone else's.
            }
        }
    }

    // Polling is the only way to learn when another program listens.
    private static async Task<bool> AnswersAsync(Process process, int port)
    {
        var deadline = Stopwatch.StartNew();
        while (!process.HasExited && deadline.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }
}
