using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>
/// The clients of the matrix: how each is run, and what it does beside the algorithms, which it tells itself. What cannot be
/// installed on Debian (WinSCP, MobaXterm, OpenSSH for Windows, Go's newest x/crypto) is not here.
/// </summary>
internal static class ClientPeers
{
    public static IReadOnlyList<ClientPeer> All { get; } =
    [
        new("OpenSSH", call => OpenSsh("ssh", call)) { Needs = ["sshpass"] },
        new("OpenSSH of the backports", call => OpenSsh(ExternalProgram.Peer("openssh/usr/bin/ssh"), call)) { Needs = ["sshpass"] },
        new("PuTTY plink", Plink),
        new("Dropbear dbclient", Dbclient) { StartsRekeys = false },
        new("paramiko", call => Python("paramiko_echo.py", call)) { IsStrict = false, Needs = [PythonPackage("paramiko")] },
        new("asyncssh", call => Python("asyncssh_echo.py", call)) { Needs = [PythonPackage("asyncssh")] },
        new("libssh", call => Python("libssh_echo.py", call)) { Needs = ["libssh.so.4"] },
        new("libssh2", call => Python("libssh2_echo.py", call))
        {
            IsStrict = false,
            StartsRekeys = false,

            // It reads certificates as if they were plain keys.
            AnnouncesInVain =
            [
                "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            ],
            Needs = ["libssh2.so.1"],
        },
        new("ssh2 for Node.js", Node) { Needs = [ExternalProgram.Peer("node/node_modules/ssh2/package.json")] },

        // JSch 0.1.55 has a way to start a rekey, and hangs, with any server, if data arrives meanwhile.
        new("JSch", JschAsync) { IsStrict = false, StartsRekeys = false, Needs = [JschJar] },
    ];

    private const string JschJar = "/usr/share/java/jsch.jar";

    private static readonly Lazy<Task<string>> JschClasses = new(CompileJschAsync);

    public static ClientPeer Get(string name) => All.Single(peer => peer.Name == name);

    private static Task<ClientCommand> OpenSsh(string program, ClientCall call)
    {
        var known = Path.Combine(call.Home, "known_hosts");
        File.WriteAllLines(
            known,
            call.TrustsCertificate
                ? [$"@cert-authority * {MatrixKeys.Authority.PublicKey.ToOpenSsh()}"]
                : MatrixKeys.All.Select(key => $"* {key.PublicKey.ToOpenSsh()}"));
        return Command(
            "sshpass",
            [
                "-e", ExternalProgram.Find(program), "-F", "none", "-p", call.Port, "-o", "StrictHostKeyChecking=yes",
                "-o", $"UserKnownHostsFile={known}", "-o", "PreferredAuthentications=password", "-o", "LogLevel=ERROR",
                "-o", $"RekeyLimit={(call.RekeyBytes > 0 ? $"{call.RekeyBytes}" : "default")}",
                "agent@127.0.0.1", "cat",
            ],
            ("SSHPASS", TestServer.Password));
    }

    // plink reads what its command line has no word for from a saved session.
    private static Task<ClientCommand> Plink(ClientCall call)
    {
        Directory.CreateDirectory(Path.Combine(call.Home, ".putty/sessions"));
        File.WriteAllText(
            Path.Combine(call.Home, ".putty/sessions/gate"),
            $"Protocol=ssh\nRekeyBytes={(call.RekeyBytes > 0 ? $"{call.RekeyBytes}" : "1G")}\n");
        return Command(
            "plink",
            [
                "-batch", "-load", "gate", "-P", call.Port, "-pw", TestServer.Password, "-no-antispoof",
                .. MatrixKeys.All.SelectMany(key => new[] { "-hostkey", key.PublicKey.Fingerprint }),
                "agent@127.0.0.1", "cat",
            ],
            ("HOME", call.Home));
    }

    private static Task<ClientCommand> Dbclient(ClientCall call) => Command(
        "dbclient",
        ["-y", "-y", "-p", call.Port, "agent@127.0.0.1", "cat"],
        ("DROPBEAR_PASSWORD", TestServer.Password),
        ("HOME", call.Home));

    private static Task<ClientCommand> Python(string script, ClientCall call) =>
        Command("python3", ["-W", "ignore", Script(script), .. Parameters(call)]);

    private static Task<ClientCommand> Node(ClientCall call) => Command(
        "node",
        [Script("ssh2_echo.js"), .. Parameters(call)],
        ("NODE_PATH", ExternalProgram.Peer("node/node_modules")));

    private static async Task<ClientCommand> JschAsync(ClientCall call) => new(
        "java",
        [
            // One short connection: the compiler's second stage and a parallel collector would never pay.
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", $"{JschJar}:{await JschClasses.Value}", "JschEcho",
            .. Parameters(call),
        ]);

    private static async Task<string> CompileJschAsync()
    {
        var classes = Path.Combine(AppContext.BaseDirectory, "jsch");
        var result = await ExternalProgram.RunAsync(
            "ecj", ["-proc:none", "-11", "-cp", JschJar, "-d", classes, Script("JschEcho.java")]);
        Assert.True(result.ExitCode == 0, result.OutputText + result.Error);
        return classes;
    }

    private static string[] Parameters(ClientCall call) => [call.Port, TestServer.Password, $"{call.RekeyBytes}"];

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "RealPeers/Clients/Programs", name);

    private static string PythonPackage(string name) => $"/usr/lib/python3/dist-packages/{name}";

    private static Task<ClientCommand> Command(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Task.FromResult(new ClientCommand(program, arguments, environment));
}
