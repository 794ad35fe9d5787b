using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Demo;

/// <summary>
/// A real OpenSSH server on loopback as the target, with its own configuration, keys and log. It writes down every command
/// string that reaches it, byte for byte, before it runs it: the story's evidence from the far side.
/// </summary>
internal sealed class DemoTarget : IAsyncDisposable
{
    private const string Sshd = "/usr/sbin/sshd";

    private readonly Process _sshd;
    private readonly string _received;
    private readonly StringBuilder _log = new();

    private DemoTarget(Process sshd, int port, string account, IReadOnlyList<SshPublicKey> hostKeys, string received)
    {
        _sshd = sshd;
        Port = port;
        Account = account;
        HostKeys = hostKeys;
        _received = received;
        // Drained all its life: a full pipe would stop the server.
        sshd.OutputDataReceived += (_, _) => { };
        sshd.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                if (_log.Length < 64 * 1024)
                {
                    _log.AppendLine(line.Data);
                }
            }
        };
        sshd.BeginOutputReadLine();
        sshd.BeginErrorReadLine();
    }

    public int Port { get; }

    public string Account { get; }

    public IReadOnlyList<SshPublicKey> HostKeys { get; }

    /// <summary>Starts the server; <paramref name="gateKey"/> is the only key that it lets in.</summary>
    public static async Task<DemoTarget> StartAsync(string directory, SshPublicKey gateKey, CancellationToken cancellationToken)
    {
        if (!File.Exists(Sshd))
        {
            throw new CliException(
                ExitCodes.Unavailable, "the demo needs OpenSSH's server as its target", "apt-get install --no-install-recommends openssh-server");
        }

        var received = Path.Combine(directory, "received");
        Directory.CreateDirectory(received);
        if (Environment.UserName == "root")
        {
            // sshd's own demand when it starts as root; a service manager would make it.
            Directory.CreateDirectory("/run/sshd");
        }

        var hostKeys = new List<SshPublicKey>();
        var configuration = new StringBuilder();
        foreach (var kind in new[] { SshKeyKind.Ed25519, SshKeyKind.EcdsaP256 })
        {
            using var key = SshPrivateKey.Generate(kind);
            using var text = key.ExportOpenSsh("demo target");
            var file = Path.Combine(directory, $"host_{kind}");
            PrivateFile.Write(file, text.Span);
            configuration.AppendLine($"HostKey {file}");
            hostKeys.Add(key.PublicKey);
        }

        var authorized = Path.Combine(directory, "authorized_keys");
        await File.WriteAllTextAsync(authorized, gateKey.ToOpenSsh("sshgate demo") + "\n", cancellationToken);
        var wrapper = Path.Combine(directory, "write-down-and-run");
        await Script.WriteAsync(
            wrapper,
            $"""
            # One file for each command string that arrived, then the command itself, as sshd would run it.
            printf '%s' "$SSH_ORIGINAL_COMMAND" > '{received}/'"$(date +%s%N)-$$"
            exec /bin/bash -c "$SSH_ORIGINAL_COMMAND"

            """,
            cancellationToken);

        var pidFile = Path.Combine(directory, "sshd.pid");
        EndLeftOver(pidFile);
        var port = FreePort();
        configuration.AppendLine(
            $"""
            Port {port}
            ListenAddress 127.0.0.1
            PidFile {pidFile}
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            AuthorizedKeysFile {authorized}
            ForceCommand {wrapper}
            AcceptEnv LANG LC_*
            PrintMotd no
            LogLevel VERBOSE
            """);
        if (Array.Find(FileServers, File.Exists) is { } fileServer)
        {
            // Files have a home of their own, so that nobody's real one is what the demo is shown on.
            configuration.AppendLine($"Subsystem sftp {fileServer} -d {Directory.CreateDirectory(Path.Combine(directory, "home")).FullName}");
        }

        var configurationFile = Path.Combine(directory, "sshd_config");
        await File.WriteAllTextAsync(configurationFile, configuration.ToString(), cancellationToken);

        var sshd = ProgramRun.Start(Sshd, ["-D", "-e", "-f", configurationFile], new Dictionary<string, string>());
        var target = new DemoTarget(sshd, port, Environment.UserName, hostKeys, received);
        await target.WaitUntilListeningAsync(cancellationToken);
        return target;
    }

    /// <summary>Where distributions keep OpenSSH's SFTP server.</summary>
    private static readonly string[] FileServers =
        ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server"];

    /// <summary>Every command string that reached the target so far, oldest first.</summary>
    public IReadOnlyList<string> Received() =>
        [.. Directory.EnumerateFiles(_received).Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file))];

    public async ValueTask DisposeAsync()
    {
        if (!_sshd.HasExited)
        {
            _sshd.Kill(entireProcessTree: true);
            await _sshd.WaitForExitAsync();
        }

        _sshd.Dispose();
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        for (var deadline = Stopwatch.StartNew(); deadline.Elapsed < TimeSpan.FromSeconds(20);)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return;
            }
            catch (SocketException) when (!_sshd.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
            catch (SocketException)
            {
                break;
            }
        }

        string log;
        lock (_log)
        {
            log = _log.ToString();
        }

        await DisposeAsync();
        throw new CliException(ExitCodes.Unavailable, $"the demo's sshd did not start:{Environment.NewLine}{log}");
    }

    /// <summary>A demo that was killed could not end its server; the next one on the same folder does.</summary>
    private static void EndLeftOver(string pidFile)
    {
        if (!File.Exists(pidFile)
            || !int.TryParse(File.ReadAllText(pidFile), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id))
        {
            return;
        }

        try
        {
            using var left = Process.GetProcessById(id);
            if (left.ProcessName == "sshd")
            {
                left.Kill(entireProcessTree: true);
            }
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
