using System.Net.Sockets;
using SshGate.Ssh.Client;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Server;

/// <summary>Clients over TCP that are there and do nothing, or are gone without a word.</summary>
public sealed class StuckClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_does_not_read_its_link_holds_up_nobody_else()
    {
        await using var gate = new GateFixture();
        await using var socket = await DialAsync(gate);
        var stuck = new StuckPipe(socket);
        var client = await ScriptedClient.ConnectAsync(stuck);
        await StopReadingAsync(client, stuck);

        for (var i = 0; i < 5; i++)
        {
            await using var other = await LogInAsync(gate);
            Assert.Equal("x\n", (await (await other.OpenSessionAsync(Token)).RunAsync("echo x")).OutputText);
        }

        stuck.Release();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_is_gone_without_a_word_is_given_up_with_output_on_its_way()
    {
        // As after a lost network: no end, no reset, no acknowledgement of what is sent.
        var time = new ManualTime();
        await using var gate = new GateFixture(new SshLimits { DrainDeadline = TimeSpan.Zero }, time: time);
        await using var socket = await DialAsync(gate);
        var stuck = new StuckPipe(socket);
        var client = await ScriptedClient.ConnectAsync(stuck);
        await StopReadingAsync(client, stuck);
        Assert.Equal(1, gate.Listener.ConnectionCount);

        var deadline = Task.Delay(TimeSpan.FromSeconds(20), Token);
        while (gate.Listener.ConnectionCount > 0)
        {
            Assert.False(deadline.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Delay(10, Token);
        }

        await gate.Server.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        stuck.Release();
        await client.DisposeAsync();
    }

    private static async Task StopReadingAsync(ScriptedClient client, StuckPipe stuck)
    {
        await client.LogInAsync();
        var channel = await client.OpenSessionAsync(window: uint.MaxValue);
        client.SendExec(channel, "send 100000000");
        await client.ExpectAsync(SshGate.Ssh.Wire.MessageId.ChannelSuccess);
        stuck.Block();
    }

    private static async Task<SshClientConnection> LogInAsync(GateFixture gate) => await SshClientConnection.ConnectAsync(
        await DialAsync(gate),
        ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
        {
            AuthMethod = new PasswordMethod(TestServer.Password),
            HostKeyAlgorithms = ["ssh-ed25519"],
        },
        Token);

    private static async Task<SocketTransport> DialAsync(GateFixture gate)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gate.Listener.LocalEndPoint, Token);
        return new SocketTransport(socket);
    }
}
