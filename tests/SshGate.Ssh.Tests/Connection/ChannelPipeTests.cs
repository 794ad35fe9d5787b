using System.IO.Pipelines;
using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>A channel that carries another connection.</summary>
public sealed class ChannelPipeTests
{
    private static readonly ForwardDestination Behind = new ForwardDestination.Tcp("behind", 22, "192.0.2.7", 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_works_through_a_channel_of_another_and_closing_it_closes_the_channel()
    {
        await using var outer = await ConnectionPair.CreateAsync();
        var server = new TestServer();
        outer.Server.Forward = (_, channel, cancel) => ServeAsync(channel, server, cancel);
        var channel = await outer.Client.OpenForwardAsync(Behind, Token);

        var input = TestServer.Pattern(3_000_000);
        await using (var inner = await SshClientConnection.ConnectAsync(
            new ChannelPipe(channel),
            ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { AuthMethod = new PasswordMethod(TestServer.Password) },
            Token))
        {
            var session = await inner.OpenSessionAsync(Token);
            var result = await session.RunAsync("cat", input);
            Assert.Equal(input, result.Output);
        }

        await channel.Closed.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_connection_ends_when_the_channel_under_it_is_lost()
    {
        await using var outer = await ConnectionPair.CreateAsync();
        var server = new TestServer();
        outer.Server.Forward = (_, channel, cancel) => ServeAsync(channel, server, cancel);
        var channel = await outer.Client.OpenForwardAsync(Behind, Token);
        await using var inner = await SshClientConnection.ConnectAsync(
            new ChannelPipe(channel),
            ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { AuthMethod = new PasswordMethod(TestServer.Password) },
            Token);

        await outer.Client.DisposeAsync();

        var cause = await inner.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(DisconnectReason.ConnectionLost, cause.Reason);
    }

    /// <summary>The machine in between: connects the channel with the server behind it.</summary>
    private static async Task ServeAsync(SshChannel channel, TestServer server, CancellationToken cancellation)
    {
        var (near, far) = DuplexPipe.CreatePair(64 * 1024);
        var session = ConnectionPair.StartServer(far, server);
        var pipe = new ChannelPipe(channel);
        await Task.WhenAll(PumpAsync(pipe.Input, near.Output, cancellation), PumpAsync(near.Input, pipe.Output, cancellation));
        await session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
    }

    private static async Task PumpAsync(PipeReader from, PipeWriter to, CancellationToken cancellation)
    {
        try
        {
            await from.CopyToAsync(to, cancellation);
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or InvalidOperationException)
        {
            // One of the two is gone.
        }

        await to.CompleteAsync();
        await from.CompleteAsync();
    }
}
