using System.Net;
using System.Net.Sockets;
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

    private const string Scripts = "/usr/lib/openssh/regress";

    // The suite builds these for itself.
    private static readonly string[] Programs = ["netcat", "modpipe", "mkdtemp", "setuid-allowed", "config.h"];

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

        suite.WriteProgram("sshd", Sshd);
        suite.WriteProgram("ssh", Ssh);
        suite.WriteProgram("telnet", """exec "$(dirname "$0")/netcat" "$@" """);
        await suite.WriteNamesAsync();
        return suite;
    }

    /// <summary>Runs one script.</summary>
    /// <returns>Whether it passed, and all it said.</returns>
    public async Task<(bool Passed, string Output)> RunAsync(string script, TimeSpan deadline)
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
            return (process.ExitCode == 0 && !output.Contains("SKIPPED", StringComparison.Ordinal), output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (false, $"{script} did not end within {deadline}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The suite uses this port and the one above it.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
    }

    private void WriteProgram(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "#!/bin/sh\n" + text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
            ("key-plain", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"]),
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
        SSHPASS=secret exec sshpass -e /usr/bin/ssh $log -oBatchMode=no -oPasswordAuthentication=yes -oPubkeyAuthentication=no "$@"

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
