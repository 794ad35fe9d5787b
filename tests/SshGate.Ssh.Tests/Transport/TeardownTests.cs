using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>A connection comes to its end whatever foreign code does there: its place counts until then.</summary>
public sealed class TeardownTests
{
    [Fact]
    public async Task An_authenticator_that_fails_to_dispose_does_not_hold_the_connection()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, new FailingAuthenticator());
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();

        await client.DisposeAsync();

        Assert.True((await CompletionAsync(session)).ByPeer);
    }

    [Fact]
    public async Task A_callback_that_fails_does_not_hold_the_connection()
    {
        var server = new TestServer();
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, server);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        server.Connection!.Stopping.Register(() => throw new InvalidOperationException("By request."));

        await client.DisposeAsync();

        Assert.True((await CompletionAsync(session)).ByPeer);
        await server.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static Task<SshDisconnect> CompletionAsync(ServerSession session) =>
        session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private sealed class FailingAuthenticator : IServerAuthenticator, IDisposable
    {
        public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
            ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Rejected());

        public void Dispose() => throw new InvalidOperationException("By request.");
    }
}
