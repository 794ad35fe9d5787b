using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>The servers of the matrix: how each is run, and what it does beside the algorithms, which it tells itself.</summary>
internal static class ServerPeers
{
    private static readonly SshPublicKey[] Authorized = [TestKeys.Ed25519.PublicKey];

    public static IReadOnlyList<ServerPeer> All { get; } =
    [
        new("OpenSSH", rekeyBytes => SshdFixture.StartOpenSshAsync(Authorized, Rekey(rekeyBytes))),
        new("OpenSSH of the backports", NewOpenSshAsync),
        new("Dropbear", _ => DropbearAsync()) { StartsRekeys = false },
        new("TinySSH", _ => TinySshAsync()) { IsStrict = false, StartsRekeys = false },
        new("asyncssh", AsyncsshAsync),
    ];

    public static ServerPeer Get(string name) => All.Single(peer => peer.Name == name);

    private static Task<SshdFixture> NewOpenSshAsync(int rekeyBytes) => SshdFixture.StartOpenSshAsync(
        ExternalProgram.Peer("openssh/usr/sbin/sshd"),
        Authorized,
        $"SshdSessionPath {ExternalProgram.Peer("openssh/usr/lib/openssh/sshd-session")}",
        $"SshdAuthPath {ExternalProgram.Peer("openssh/usr/lib/openssh/sshd-auth")}",
        "PerSourcePenalties no",
        Rekey(rekeyBytes));

    private static Task<SshdFixture> DropbearAsync()
    {
        ExternalProgram.Find("dropbear");
        ExternalProgram.Find("dropbearconvert");
        return WithHomeAsync((folder, port, keys) =>
        {
            // It takes four.
            string[] files = [.. keys.Where(key => !key.EndsWith("nistp521", StringComparison.Ordinal))];
            string[] own = [.. files.Select((_, i) => folder.File($"dropbear{i}"))];
            return string.Concat(files.Zip(own, (file, key) => $"dropbearconvert openssh dropbear {file} {key} && "))
                + $"exec dropbear -F -E -p 127.0.0.1:{port} -r {string.Join(" -r ", own)}";
        });
    }

    private static Task<SshdFixture> TinySshAsync()
    {
        ExternalProgram.Find("tinysshd");
        ExternalProgram.Find("tcpserver");
        return WithHomeAsync(
            (folder, port, _) =>
                // It reads keys of its own format only. Another port may have been tried before.
                $"rm -rf {folder.File("tinyssh")} && tinysshd-makekey -q {folder.File("tinyssh")} && "
                + $"exec tcpserver -HRDl0 127.0.0.1 {port} tinysshd -v {folder.File("tinyssh")}",
            folder =>
            {
                var blob = SshWriter.ToArray(writer =>
                {
                    writer.WriteText("ssh-ed25519");
                    writer.WriteString(File.ReadAllBytes(folder.File("tinyssh/ed25519.pk")));
                });
                Assert.True(SshPublicKey.TryParseOpenSsh($"ssh-ed25519 {Convert.ToBase64String(blob)}", out var key, out _));
                return [key];
            });
    }

    private static Task<SshdFixture> AsyncsshAsync(int rekeyBytes)
    {
        ExternalProgram.Find("/usr/lib/python3/dist-packages/asyncssh");
        return SshdFixture.StartAsync("python3", (folder, port, keys) =>
        {
            WriteAuthorized(folder.File("authorized_keys"));
            var script = Path.Combine(AppContext.BaseDirectory, "RealPeers/Servers/Programs/asyncssh_server.py");
            return ["-W", "ignore", script, $"{port}", folder.File("authorized_keys"), $"{rekeyBytes}", .. keys];
        });
    }

    // Dropbear and TinySSH read the account's home, so they get one of their own.
    private static Task<SshdFixture> WithHomeAsync(
        Func<TemporaryFolder, int, string[], string> command, Func<TemporaryFolder, SshPublicKey[]>? readHostKeys = null)
    {
        Assert.SkipUnless(Environment.UserName == "root", "A mount of its own needs root.");
        return SshdFixture.StartAsync(
            "unshare",
            (folder, port, keys) =>
            {
                var home = folder.File("home");
                Directory.CreateDirectory(Path.Combine(home, ".ssh"));
                WriteAuthorized(Path.Combine(home, ".ssh/authorized_keys"));
                var account = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                return
                [
                    "-m", "sh", "-c",
                    $"chmod -R go-rwx {home} && mount --bind {home} {account} && {command(folder, port, keys)}",
                ];
            },
            readHostKeys);
    }

    private static void WriteAuthorized(string path) => File.WriteAllLines(path, Authorized.Select(key => key.ToOpenSsh()));

    private static string Rekey(int bytes) => $"RekeyLimit {(bytes > 0 ? $"{bytes}" : "default")}";
}
