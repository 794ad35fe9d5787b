using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Fuzz.Soak;

/// <summary>Sends back what it gets on every session channel, and counts what it holds.</summary>
internal sealed class SoakServer : IServerAuthenticator
{
    private int _connections;
    private int _channels;

    public int Connections => Volatile.Read(ref _connections);

    public int Channels => Volatile.Read(ref _channels);

    public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
        ValueTask.FromResult<AuthOutcome>(attempt switch
        {
            PasswordAttempt password when password.Password.FixedTimeEquals("secret"u8) =>
                new AuthOutcome.Accepted(new ConnectionHandler(this)),
            KeyboardInteractiveStart => new AuthOutcome.Challenge("", "", [new AuthPrompt("Password: ", false)]),
            _ => new AuthOutcome.Rejected(),
        });

    private sealed class ConnectionHandler : IServerConnectionHandler
    {
        private readonly SoakServer _server;

        public ConnectionHandler(SoakServer server)
        {
            _server = server;
            Interlocked.Increment(ref server._connections);
        }

        public void Attach(SshServerConnection connection)
        {
        }

        public ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ChannelOpenOutcome>(new ChannelOpenOutcome.Accept(new ChannelHandler(_server)));

        public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(false);

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref _server._connections);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ChannelHandler : IServerChannelHandler
    {
        private readonly SoakServer _server;
        private SshChannel? _channel;

        public ChannelHandler(SoakServer server)
        {
            _server = server;
            Interlocked.Increment(ref server._channels);
        }

        public void Attach(SshChannel channel) => _channel = channel;

        public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RequestOutcome>(
                request is ExecRequest ? new RequestOutcome.Run(EchoAsync) : new RequestOutcome.Refused());

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref _server._channels);
            return ValueTask.CompletedTask;
        }

        private async Task EchoAsync(CancellationToken cancellation)
        {
            while (await _channel!.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
            {
                await _channel.WriteAsync(read.Data, cancellation);
            }

            await _channel.SendExitStatusAsync(0, cancellation);
        }
    }
}
