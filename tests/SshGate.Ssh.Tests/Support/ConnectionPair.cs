using System.Net;
using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Our client logged in to our server over a link in memory.</summary>
internal sealed class ConnectionPair : IAsyncDisposable
{
    private ConnectionPair(TestServer server, ServerSession session, SshClientConnection client)
    {
        Server = server;
        Session = session;
        Client = client;
    }

    public TestServer Server { get; }

    public ServerSession Session { get; }

    public SshClientConnection Client { get; }

    public static async Task<ConnectionPair> CreateAsync(
        AlgorithmProposal? clientProposal = null,
        SshLimits? clientLimits = null,
        SshLimits? serverLimits = null,
        string hostKey = "ssh-ed25519",
        bool strict = true,
        int? buffer = null,
        TimeProvider? time = null,
        AlgorithmProposal? serverProposal = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair(buffer);
        var server = new TestServer();
        var key = TestKeys.Of(hostKey);
        var session = StartServer(serverPipe, server, serverLimits, key, strict, time, serverProposal);
        var client = await SshClientConnection.ConnectAsync(
            clientPipe,
            ClientOptions(key.PublicKey) with
            {
                AuthMethod = new PasswordMethod(TestServer.Password),
                HostKeyAlgorithms = [hostKey],
                Proposal = clientProposal,
                Limits = clientLimits ?? new SshLimits(),
                TimeProvider = time ?? TimeProvider.System,
            },
            TestContext.Current.CancellationToken);
        return new ConnectionPair(server, session, client);
    }

    public static SshClientOptions ClientOptions(SshPublicKey hostKey) => new()
    {
        UserName = "agent",
        Key = TestKeys.Ed25519,
        LoggerFactory = new TestLog("client"),
        HostKeyVerifier = new PinnedHostKeys([hostKey]),
    };

    public static ServerSession StartServer(
        DuplexPipe pipe,
        IServerAuthenticator authenticator,
        SshLimits? limits = null,
        ISshSigner? hostKey = null,
        bool strict = true,
        TimeProvider? time = null,
        AlgorithmProposal? proposal = null,
        SemaphoreSlim? kexTurns = null)
    {
        var options = new SshServerOptions
        {
            HostKeys = [hostKey ?? TestKeys.Ed25519],
            Limits = limits ?? new SshLimits(),
            OfferStrictKex = strict,
            TimeProvider = time ?? TimeProvider.System,
            Proposal = proposal,
            LoggerFactory = new TestLog("server"),
            KexTurns = kexTurns ?? KexMachine.ProcessTurns,
        };
        var session = new ServerSession(
            pipe, 1, new IPEndPoint(IPAddress.Loopback, 1), options, _ => authenticator, () => { });
        session.Transport.Start();
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
