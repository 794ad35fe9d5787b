using System.IO.Pipelines;
using System.Net;
using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Fuzz.Targets;

/// <summary>A server with an application that takes everything and fails at nothing, whatever it is asked.</summary>
internal sealed class FuzzServer : IServerAuthenticator, IServerConnectionHandler, IServerChannelHandler
{
    private SshChannel? _channel;

    public IReadOnlyList<string> Methods => ["publickey", "password", "keyboard-interactive"];

    public static ServerSession Start(IDuplexPipe pipe, FaultLog log)
    {
        var options = new SshServerOptions { HostKeys = [TestKeys.Ed25519], LoggerFactory = log };
        var session = new ServerSession(pipe, 1, new IPEndPoint(IPAddress.Loopback, 1), options, _ => new FuzzServer(), () => { });
        session.Transport.Start();
        return session;
    }

    public ValueTask<bool> WouldAcceptAsync(PublicKeyOffer offer, CancellationToken cancellationToken) =>
        ValueTask.FromResult(true);

    public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
        ValueTask.FromResult<AuthOutcome>(attempt switch
        {
            PasswordAttempt password when password.Password.FixedTimeEquals(Encoding.UTF8.GetBytes(TestServer.Password)) =>
                new AuthOutcome.Accepted(this),
            KeyboardInteractiveStart => new AuthOutcome.Challenge("n", "i", [new AuthPrompt("P: ", false), new AuthPrompt("Q: ", true)]),
            KeyboardInteractiveAnswers answers when answers.Answers[0].Length % 2 == 1 => new AuthOutcome.Challenge("", "", []),
            _ => new AuthOutcome.Rejected("No."),
        });

    public void Attach(SshServerConnection connection)
    {
    }

    public ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ChannelOpenOutcome>(request switch
        {
            { Type: "session" } => new ChannelOpenOutcome.Accept(new FuzzServer()),
            { Destination: not null } => new ChannelOpenOutcome.Run(EchoAsync),
            _ => new ChannelOpenOutcome.Refuse(ChannelOpenFailure.UnknownChannelType, $"No {request.Type}."),
        });

    public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Payload.Length % 2 == 0);

    public void Attach(SshChannel channel) => _channel = channel;

    public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RequestOutcome>(request switch
        {
            ExecRequest or ShellRequest or SubsystemRequest => new RequestOutcome.Run(token => EchoAsync(_channel!, token)),
            UnknownChannelRequest => new RequestOutcome.Refused(),
            _ => new RequestOutcome.Accepted(),
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task EchoAsync(SshChannel channel, CancellationToken cancellation)
    {
        while (await channel.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
        {
            await channel.WriteAsync(read.Data, cancellation);
            await channel.WriteErrorAsync(read.Data[..(read.Data.Length / 2)], cancellation);
        }

        await channel.SendExitStatusAsync(0, cancellation);
    }
}
