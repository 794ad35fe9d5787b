using System.Net;
using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;

namespace Samples;

/// <summary>A server with one user and one password, which answers each command with its text and then with its input.</summary>
public static class SampleServer
{
    public static SshListener Start(ISshSigner hostKey, string password) => SshListener.Start(
        new IPEndPoint(IPAddress.Loopback, 0),
        new SshServerOptions { HostKeys = [hostKey] },
        _ => new Authenticator(Encoding.UTF8.GetBytes(password)));

    private sealed class Authenticator(byte[] password) : IServerAuthenticator
    {
        public IReadOnlyList<string> Methods => ["password"];
        public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
            new(attempt is PasswordAttempt { UserName: "demo" } given && given.Password.FixedTimeEquals(password)
                ? new AuthOutcome.Accepted(new Connection())
                : new AuthOutcome.Rejected("Try again."));
    }

    private sealed class Connection : IServerConnectionHandler
    {
        public void Attach(SshServerConnection connection) => Console.WriteLine($"{connection.Info.ClientVersion} logged in");
        public ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken) =>
            new(request.Type == "session"
                ? new ChannelOpenOutcome.Accept(new Session())
                : new ChannelOpenOutcome.Refuse(ChannelOpenFailure.AdministrativelyProhibited, "Sessions only."));

        public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken) => new(false);
        public ValueTask DisposeAsync() => default;
    }

    private sealed class Session : IServerChannelHandler
    {
        private SshChannel _channel = null!;
        public void Attach(SshChannel channel) => _channel = channel;

        public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken) =>
            new(request is ExecRequest exec ? new RequestOutcome.Run(stop => RunAsync(exec.Command, stop)) : new RequestOutcome.Refused());

        public ValueTask DisposeAsync() => default;

        private async Task RunAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
        {
            await _channel.WriteAsync(command, cancellationToken);
            while (await _channel.ReadAsync(cancellationToken) is { Kind: ChannelReadKind.Data } read)
            {
                await _channel.WriteAsync(read.Data, cancellationToken);
            }

            await _channel.SendExitStatusAsync(0, cancellationToken);
        }
    }
}
