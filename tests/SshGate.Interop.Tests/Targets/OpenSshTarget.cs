using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Targets;

/// <summary>
/// An sshd as it is on any machine: no forced command. The demo's own target has one, and OpenSSH's server passes no signals to
/// forced commands.
/// </summary>
internal sealed class OpenSshTarget : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private RunningProgram? _server;

    public int Port { get; private set; }

    public static async Task<OpenSshTarget> StartAsync(string gateKey)
    {
        var target = new OpenSshTarget();
        try
        {
            (await RunningProgram.RunAsync(Programs.SshKeygen, ["-q", "-t", "ed25519", "-N", "", "-f", target._folder.File("host")])).ShouldExit(0);
            target._folder.Write("authorized_keys", gateKey + "\n");
            target.Port = ListeningServer.FreePort();
            var configuration = target._folder.Write(
                "sshd_config",
                $"""
                HostKey {target._folder.File("host")}
                Port {target.Port}
                ListenAddress 127.0.0.1
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password
                AuthorizedKeysFile {target._folder.File("authorized_keys")}

                """);
            Directory.CreateDirectory("/run/sshd");
            target._server = RunningProgram.Start(Programs.Sshd, ["-D", "-e", "-f", configuration]);
            await ListeningServer.WaitAsync(target._server, target.Port);
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
}
