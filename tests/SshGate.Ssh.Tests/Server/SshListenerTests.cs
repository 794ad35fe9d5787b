using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Ssh.Client;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Server;

public sealed class SshListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_are_served_over_tcp_at_once_and_all_is_gone_after_the_stop()
    {
        await using var gate = new GateFixture(
            admission: new SshAdmissionOptions { StartupsBegin = 50, StartupsPerSource = 50 });

        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync(gate)));
        var results = await Task.WhenAll(clients.Select(async (client, i) =>
            await (await client.OpenSessionAsync(Token)).RunAsync($"echo {i}")));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}\n"), results.Select(result => result.OutputText));
        Assert.Equal(20, gate.Listener.ConnectionCount);
        await gate.Listener.StopAsync(Token);
        Assert.All(clients, client => Assert.Equal("The server stops.", client.Completion.Result.Text));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task What_is_too_much_is_told_so_and_closed_and_later_clients_are_served()
    {
        await using var gate = new GateFixture(
            admission: new SshAdmissionOptions { StartupsPerSource = 1, Penalties = GateFixture.NoPenalties });
        using var idle = await DialAsync(gate);
        Assert.Equal((byte)'S', await ReadByteAsync(idle));

        using var second = await DialAsync(gate);
        Assert.Equal("Exceeded MaxStartups\r\n", await ReadTextAsync(second));

        idle.Dispose();
        await using var client = await RetryAsync(() => ConnectAsync(gate));
        Assert.Equal("x\n", (await (await client.OpenSessionAsync(Token)).RunAsync("echo x")).OutputText);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_closed_when_its_time_is_over()
    {
        var time = new ManualTime();
        await using var gate = new GateFixture(time: time);
        using var idle = await DialAsync(gate);
        Assert.Equal((byte)'S', await ReadByteAsync(idle));

        time.Advance(TimeSpan.FromMinutes(2));

        while (await ReadByteAsync(idle) is not null)
        {
        }
    }

    [Fact]
    public async Task Small_packets_do_not_wait_for_an_acknowledgement()
    {
        // Nagle's algorithm and delayed acknowledgements together stall an interactive session by 40 ms per keystroke.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await using var gate = new GateFixture();
        await socket.ConnectAsync(gate.Listener.LocalEndPoint, Token);

        await using var transport = new SocketTransport(socket);

        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task Any_address_serves_both_families()
    {
        await using var listener = SshListener.Start(
            new IPEndPoint(IPAddress.IPv6Any, 0),
            new SshServerOptions { HostKeys = [TestKeys.Ed25519] },
            _ => new TestServer());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.LocalEndPoint.Port), Token);

        Assert.Equal((byte)'S', await ReadByteAsync(socket));
    }

    [Fact]
    public async Task Garbage_does_not_disturb_the_listener()
    {
        await using var gate = new GateFixture();
        string[] garbage = ["GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\n", "SSH-2.0-x\r\n\u00ff\u00ff\u00ff\u00ff12345678", ""];
        foreach (var text in garbage)
        {
            using var socket = await DialAsync(gate);
            await socket.SendAsync(Encoding.Latin1.GetBytes(text), Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await ReadByteAsync(socket) is not null)
            {
            }
        }

        await using var client = await ConnectAsync(gate);
        Assert.Equal("x\n", (await (await client.OpenSessionAsync(Token)).RunAsync("echo x")).OutputText);
    }

    [Fact]
    public async Task Dialing_a_closed_port_says_so()
    {
        string port;
        await using (var gate = new GateFixture())
        {
            port = gate.Port;
        }

        var failure = await Assert.ThrowsAsync<SshClientException>(() => SshDialer.ConnectTcpAsync(
            "127.0.0.1", int.Parse(port), TimeSpan.FromSeconds(20), Token));

        Assert.Equal(SshClientFailure.Unreachable, failure.Failure);
    }

    private static async Task<SshClientConnection> ConnectAsync(GateFixture gate) => await SshClientConnection.ConnectAsync(
        await SshDialer.ConnectTcpAsync("127.0.0.1", int.Parse(gate.Port), TimeSpan.FromSeconds(20), Token),
        ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
        {
            AuthMethod = new PasswordMethod(TestServer.Password),
            HostKeyAlgorithms = ["ssh-ed25519"],
        },
        Token);

    // The listener learns of a closed connection some time after the client closed it.
    private static async Task<SshClientConnection> RetryAsync(Func<Task<SshClientConnection>> connect)
    {
        while (true)
        {
            try
            {
                return await connect();
            }
            catch (SshClientException e) when (e.Failure == SshClientFailure.Unreachable)
            {
                Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<Socket> DialAsync(GateFixture gate)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gate.Listener.LocalEndPoint, Token);
        return socket;
    }

    private static async Task<string> ReadTextAsync(Socket socket)
    {
        var text = new StringBuilder();
        while (await ReadByteAsync(socket) is { } next)
        {
            text.Append((char)next);
        }

        return text.ToString();
    }

    private static async Task<byte?> ReadByteAsync(Socket socket)
    {
        var one = new byte[1];
        try
        {
            return await socket.ReceiveAsync(one, Token) == 0 ? null : one[0];
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
