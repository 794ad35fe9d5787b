using System.Globalization;
using System.Text.Json;
using SshGate.Interop.Tests.Targets;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>
/// A real OpenSSH server with one unprivileged account for each shell. The accounts exist in its own mount namespace alone,
/// where another /etc/passwd lies over the machine's. There is no forced command: sshd starts the account's login shell for
/// every exec, subsystem and shell request, as any target would, and that login shell first writes down what it was started
/// with.
/// </summary>
internal sealed class ShellServer : IAsyncDisposable
{
    /// <summary>Ids that no Debian package or person has (dynamic ones end at 59999, containers begin at 100000).</summary>
    private const int FirstUser = 61200;

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Writable = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const string Script = "#!/bin/sh\ntouch \"$HOME/ran-script\"\n";

    private readonly TestFolder _folder = new();
    private readonly List<ShellTarget> _targets = [];
    private RunningProgram? _server;

    private ShellServer()
    {
    }

    public ShellTarget this[AccountShell shell] => _targets.Single(target => target.Shell == shell);

    public IReadOnlyList<ShellTarget> Targets => _targets;

    /// <summary>A folder that every account may write to.</summary>
    public string Shared => _folder.File("shared");

    /// <summary>Starts it; <paramref name="gateKey"/> is the one line that may log in.</summary>
    public static async Task<ShellServer> StartAsync(string gateKey)
    {
        var server = new ShellServer();
        try
        {
            await server.LaunchAsync(gateKey);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts the accounts' homes back to what <see cref="LayOutAsync"/> makes, whoever wrote what there.</summary>
    public async Task CleanAsync()
    {
        foreach (var target in _targets)
        {
            Directory.Delete(target.Home, recursive: true);
            await LayOutAsync(target.Shell);
        }
    }

    /// <summary>Those of the lines that change the home of no account when a shell reads them without any gate.</summary>
    public async Task<IReadOnlyList<string>> HarmlessEverywhereAsync(IReadOnlyList<string> lines)
    {
        await CleanAsync();
        var shells = Enum.GetValues<AccountShell>().Select(shell => Programs.Of(shell).Split(' '));
        var run = await RunningProgram.RunAsync(
            Programs.Python,
            [
                Programs.Script("without_gate.py"), this[AccountShell.Bash].Home,
                _folder.Write("shells.json", JsonSerializer.Serialize(shells)),
                _folder.Write("lines.json", JsonSerializer.Serialize(lines)),
            ]);
        return JsonSerializer.Deserialize<string[]>(run.ShouldExit(0).Output)!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets)
        {
            await target.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task LaunchAsync(string gateKey)
    {
        File.SetUnixFileMode(_folder.Path, Readable);
        MakeFolder("received", Readable);
        MakeFolder("home", Readable);
        MakeFolder("shells", Readable);
        MakeFolder("shared", Writable);
        Directory.CreateDirectory("/run/sshd");
        var passwd = await File.ReadAllTextAsync("/etc/passwd", TestContext.Current.CancellationToken);
        foreach (var shell in Enum.GetValues<AccountShell>())
        {
            passwd += await AddAccountAsync(shell);
        }

        MakeReadable("passwd", passwd);
        MakeReadable("authorized_keys", gateKey + "\n");
        (await RunningProgram.RunAsync(
            Programs.SshKeygen, ["-q", "-t", "ed25519", "-N", "", "-f", _folder.File("host")])).ShouldExit(0);
        var port = ListeningServer.FreePort();
        _folder.Write(
            "sshd_config",
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                Port {port}
                ListenAddress 127.0.0.1
                PidFile none
                HostKey {_folder.File("host")}
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                AuthorizedKeysFile {_folder.File("authorized_keys")}
                AcceptEnv *
                PrintMotd no
                PrintLastLog no
                MaxSessions 100
                MaxStartups 100
                Subsystem sftp /usr/lib/openssh/sftp-server

                """));
        _server = RunningProgram.Start(
            Programs.Unshare,
            [
                "--mount", "sh", "-c", $"mount --bind '{_folder.File("passwd")}' /etc/passwd && exec \"$@\"", "sh",
                "/usr/sbin/sshd", "-D", "-e", "-f", _folder.File("sshd_config"),
            ]);
        await ListeningServer.WaitAsync(_server, port);
        foreach (var shell in Enum.GetValues<AccountShell>())
        {
            var name = ShellTarget.NameOf(shell);
            _targets.Add(new ShellTarget(
                shell, new CountingProxy(port), _folder.File("received/" + name), _folder.File("home/" + name)));
        }
    }

    /// <summary>The account's folders and its login shell; returns its line of the password file.</summary>
    private async Task<string> AddAccountAsync(AccountShell shell)
    {
        var name = ShellTarget.NameOf(shell);
        var received = MakeFolder("received/" + name, Writable);
        _folder.WriteScript(
            "shells/" + name,
            $"""
            #!/bin/dash
            f='{received}/'"$(date +%s%N)-$$"
            if [ "$1" = -c ] && [ $# -eq 2 ]; then printf '%s' "$2"; else printf '%s\0' shell "$@"; fi > "$f.part"
            mv "$f.part" "$f"
            exec {Programs.Of(shell)} "$@"

            """);
        File.SetUnixFileMode(_folder.File("shells/" + name), Readable);
        await LayOutAsync(shell);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}:*:{UserOf(shell)}:{UserOf(shell)}::{_folder.File("home/" + name)}:{_folder.File("shells/" + name)}\n");
    }

    /// <summary>A home with things in it that a hostile line could remove, change or fill.</summary>
    private async Task LayOutAsync(AccountShell shell)
    {
        var home = MakeFolder("home/" + ShellTarget.NameOf(shell), Readable);
        foreach (var (file, content) in new[]
        {
            ("canary", "alive\n"), ("data/a.txt", "one\ntwo\nthree\n"), ("data/b.txt", "four\n"), ("data/sub/c.txt", "five\n"),
            ("data/evil", "path[$(touch pwned)]\n"), ("script.sh", Script), ("bin/ls", Script),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
            await File.WriteAllTextAsync(Path.Combine(home, file), content, TestContext.Current.CancellationToken);
        }

        File.SetUnixFileMode(Path.Combine(home, "script.sh"), Readable);
        File.SetUnixFileMode(Path.Combine(home, "bin/ls"), Readable);
        var owner = string.Create(CultureInfo.InvariantCulture, $"{UserOf(shell)}:{UserOf(shell)}");
        (await RunningProgram.RunAsync("/bin/chown", ["-R", owner, home])).ShouldExit(0);
    }

    private static int UserOf(AccountShell shell) => FirstUser + (int)shell;

    private string MakeFolder(string name, UnixFileMode mode)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        File.SetUnixFileMode(folder, mode);
        return folder;
    }

    private void MakeReadable(string name, string text)
    {
        _folder.Write(name, text);
        File.SetUnixFileMode(_folder.File(name), Readable);
    }
}
