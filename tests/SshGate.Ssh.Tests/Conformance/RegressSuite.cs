using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>
/// OpenSSH's regress scripts, as Debian's openssh-tests installs them, with our server in the place of sshd. Each run has a
/// folder of its own, which the suite calls OBJ, with the suite's keys in it.
/// </summary>
internal sealed class RegressSuite : IAsyncDisposable
{
    public const string SftpServer = "/usr/lib/openssh/sftp-server";

    public const string Scripts = "/usr/lib/openssh/regress";

    // The suite builds these for itself.
    private static readonly string[] Programs = ["netcat", "modpipe", "mkdtemp", "setuid-allowed", "config.h"];

    private static readonly string[] PlainTypes =
        ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];

    /// <summary>Keys take long to make: the suite finds those that it made in an earlier folder.</summary>
    private static readonly ConcurrentDictionary<string, byte[]> Keys = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("regress").FullName;
    private readonly RegressServer _server;

    private RegressSuite() => _server = new RegressServer(Path.Combine(_folder, "control"));

    public static async Task<RegressSuite> CreateAsync()
    {
        ExternalProgram.Find("ssh");
        if (!Directory.Exists(Scripts))
        {
            throw new InvalidOperationException("openssh-tests is required and not installed.");
        }

        var suite = new RegressSuite();
        foreach (var program in Programs)
        {
            File.Copy(Path.Combine(Scripts, program), Path.Combine(suite._folder, program));
        }

        foreach (var (name, content) in Keys)
        {
            suite.Write(name, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        suite.WriteProgram("sshd", Sshd);
        suite.WriteProgram("ssh", Ssh);
        suite.WriteProgram("telnet", """exec "$(dirname "$0")/netcat" "$@" """);
        await suite.WriteNamesAsync();
        return suite;
    }

    /// <summary>Runs one script.</summary>
    public async Task<RegressResult> RunAsync(string script, TimeSpan deadline)
    {
        using var process = ExternalProgram.Start(
            "sh",
            ["-c", "exec 2>&1; exec env --default-signal=PIPE sh \"$0\" \"$@\"", Path.Combine(Scripts, "test-exec.sh"), _folder, Path.Combine(Scripts, $"{script}.sh")],
            ("PATH", $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"),
            ("TEST_SHELL", "sh"),
            ("TEST_SSH_SSH", Path.Combine(_folder, "ssh")),
            ("TEST_SSH_SSHD", Path.Combine(_folder, "sshd")),
            ("TEST_SSH_SFTPSERVER", SftpServer),
            ("TEST_SSH_PORT", FreePort().ToString()),
            ("TEST_SSH_PLINK", "/usr/bin/plink"),
            ("TEST_SSH_PUTTYGEN", "/usr/bin/puttygen"),
            ("TEST_SSH_UNSAFE_PERMISSIONS", "1"),
            ("OBJ", _folder),
            ("BUILDDIR", _folder));
        process.StandardInput.Close();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        either.CancelAfter(deadline);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            var passed = process.ExitCode == 0 && !output.Contains("SKIPPED", StringComparison.Ordinal);
            return new RegressResult(passed, output, Failures());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new RegressResult(false, $"{script} did not end within {deadline}.", []);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        KeepKeys();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The suite's own record of them: what it was about to try, and below it what went wrong.</summary>
    private string[] Failures()
    {
        var path = Path.Combine(_folder, "failed-regress.log");
        var found = new List<string>();
        var attempt = "";
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.StartsWith("trace: ", StringComparison.Ordinal))
            {
                attempt = line["trace: ".Length..];
            }
            else if (line.StartsWith("FAIL: ", StringComparison.Ordinal) || line.StartsWith("FATAL: ", StringComparison.Ordinal))
            {
                found.Add($"{attempt}: {line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]}");
            }
        }

        return [.. found];
    }

    /// <summary>
    /// The suite uses this port and the two above it, and binds them at its leisure: so none that the system gives away to
    /// whoever asks for a free one.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (Enumerable.Range(port, 3).All(IsFree))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WriteProgram(string name, string text) => Write(
        name,
        Encoding.ASCII.GetBytes("#!/bin/sh\n" + text),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private void Write(string name, byte[] content, UnixFileMode mode)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private void KeepKeys()
    {
        foreach (var name in PlainTypes.SelectMany(type => new[] { type, $"{type}.pub" }))
        {
            if (File.Exists(Path.Combine(_folder, name)))
            {
                Keys.TryAdd(name, File.ReadAllBytes(Path.Combine(_folder, name)));
            }
        }
    }

    /// <summary>What `ssh -Q` answers in the suite: what both sides know, in ssh's order.</summary>
    private async Task WriteNamesAsync()
    {
        (string Question, IReadOnlyList<string> Ours)[] lists =
        [
            ("kex", KexMethods.Names),
            ("cipher", CipherSuites.Ciphers),
            ("cipher-auth", CipherSuites.Ciphers),
            ("mac", CipherSuites.Macs),
            ("key", [.. PlainTypes, .. PlainTypes.Select(type => $"{type}-cert-v01@openssh.com")]),
            ("key-plain", PlainTypes),
            ("compression", ["none"]),
        ];
        foreach (var (question, ours) in lists)
        {
            var known = await ExternalProgram.RunAsync("ssh", ["-Q", question]);
            var names = known.OutputText.Split('\n').Intersect(ours);
            await File.WriteAllLinesAsync(Path.Combine(_folder, $"names.{question}"), names);
        }
    }

    private const string Ssh = """
        case $1 in -E*) log=$1; shift ;; esac
        if [ "$1" = -Q ] && [ -f "$(dirname "$0")/names.$2" ]; then
          exec cat "$(dirname "$0")/names.$2"
        fi
        exec /usr/bin/ssh $log "$@"

        """;

    private const string Sshd = """
        here=$(dirname "$0") mode=start file= options=
        while getopts 46DdeiqtTGVC:c:E:f:g:h:o:p:u: option; do
          case $option in
            t|T|G|V) exit 0 ;;
            i) mode=inetd ;;
            f) file=$OPTARG ;;
            o) options="$options$OPTARG
        " ;;
          esac
        done
        ask() { { printf '%s\n%s' "$1" "$options"; cat "$file"; } | "$here/netcat" -N -U "$here/control"; }
        port=$(ask $mode)
        [ -n "$port" ] || exit 255
        [ $mode = start ] || exec "$here/netcat" -N 127.0.0.1 "$port"
        pidfile=$(awk '$1 == "PidFile" { print $2 }' "$file")
        (
          trap 'ask stop; rm -f "$pidfile"; kill $pause; exit 0' TERM
          while :; do sleep 600 & pause=$!; wait $pause; done
        ) </dev/null >/dev/null 2>&1 &
        echo $! > "$pidfile"

        """;
}
