using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Ssh.Client;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Server;

/// <summary>A server behind proxies that say for whom they connect; 127.0.0.2 is the proxy.</summary>
public sealed class ProxyListenerTests
{
    private const string Header = "PROXY TCP4 192.0.2.7 127.0.0.1 4711 22\r\n";

    private static readonly IPAddress Proxy = IPAddress.Parse("127.0.0.2");

    private static readonly SshAdmissionOptions Behind = new() { Proxies = new SshProxyOptions { From = [new IPNetwork(Proxy, 32)] } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_address_in_the_header_is_the_clients(bool byteByByte)
    {
        await using var gate = new GateFixture(admission: Behind);
        var socket = await DialAsync(gate, Proxy);
        foreach (var part in byteByByte ? Header.Select(c => c.ToString()) : [Header])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(part), Token);
        }

        await using var client = await LogInAsync(socket);

        Assert.Equal("192.0.2.7:4711", gate.Info!.RemoteEndPoint.ToString());
        Assert.Equal("x\n", (await (await client.OpenSessionAsync(Token)).RunAsync("echo x")).OutputText);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0")]
    public async Task A_connection_of_the_proxy_itself_has_the_proxys_address(string header)
    {
        await using var gate = new GateFixture(admission: Behind);
        var socket = await DialAsync(gate, Proxy);
        await socket.SendAsync(Encoding.ASCII.GetBytes(header), Token);

        await using var client = await LogInAsync(socket);

        Assert.Equal(Proxy, gate.Info!.RemoteEndPoint.Address);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("PROXY TCP4 nobody 127.0.0.1 4711 22\r\n")]
    public async Task A_proxy_without_a_header_is_closed_without_a_word(string text)
    {
        await using var gate = new GateFixture(admission: Behind);
        using var socket = await DialAsync(gate, Proxy);

        await socket.SendAsync(Encoding.ASCII.GetBytes(text), Token);

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    [Fact]
    public async Task A_header_from_elsewhere_is_garbage()
    {
        await using var gate = new GateFixture(admission: Behind);
        using var socket = await DialAsync(gate, IPAddress.Loopback);

        await socket.SendAsync(Encoding.ASCII.GetBytes(Header), Token);

        Assert.StartsWith("SSH-2.0-", await ReadToEndAsync(socket), StringComparison.Ordinal);
        Assert.Null(gate.Info);
    }

    [Fact]
    public async Task Others_need_no_header_and_without_proxies_nobody_may_send_one()
    {
        await using var behind = new GateFixture(admission: Behind);
        await using var plain = new GateFixture();
        await using (await LogInAsync(await DialAsync(behind, IPAddress.Loopback)))
        {
        }

        using var socket = await DialAsync(plain, Proxy);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Header), Token);

        Assert.StartsWith("SSH-2.0-", await ReadToEndAsync(socket), StringComparison.Ordinal);
        Assert.Null(plain.Info);
    }

    [Fact]
    public async Task A_header_must_come_in_time()
    {
        var time = new ManualTime();
        await using var gate = new GateFixture(admission: Behind, time: time);
        using var socket = await DialAsync(gate, Proxy);
        await socket.SendAsync("PROXY "u8.ToArray(), Token);
        var end = ReadToEndAsync(socket);

        // The deadline begins when the listener has the connection, of which nothing can be seen.
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(6));
            await Task.WhenAny(end, Task.Delay(10, Token));
        }

        Assert.Equal("", await end);
    }

    [Fact]
    public async Task Connections_that_owe_their_header_are_bounded_and_hold_nobody_else_up()
    {
        await using var gate = new GateFixture(admission: Behind with
        {
            Proxies = Behind.Proxies with { MaxWaiting = 2, HeaderTimeout = TimeSpan.FromMinutes(1) },
        });
        using var first = await DialAsync(gate, Proxy);
        using var second = await DialAsync(gate, Proxy);

        using var third = await DialAsync(gate, Proxy);
        Assert.Equal("", await ReadToEndAsync(third));
        await using (await LogInAsync(await DialAsync(gate, IPAddress.Loopback)))
        {
        }

        // A header that has come makes room for the next.
        await first.SendAsync(Encoding.ASCII.GetBytes(Header), Token);
        Assert.Equal((byte)'S', await ReadByteAsync(first));
        await using var client = await LogInAsync(await DialProxiedAsync(gate, "192.0.2.9"));
    }

    [Fact]
    public async Task The_clients_are_counted_each_by_its_own_address()
    {
        await using var gate = new GateFixture(admission: Behind with { StartupsPerSource = 1 });
        using var idle = await DialProxiedAsync(gate, "192.0.2.7");
        Assert.Equal((byte)'S', await ReadByteAsync(idle));

        using var second = await DialProxiedAsync(gate, "192.0.2.7");
        Assert.Equal("Exceeded MaxStartups\r\n", await ReadToEndAsync(second));
        await using var other = await LogInAsync(await DialProxiedAsync(gate, "192.0.2.8"));
    }

    [Fact]
    public async Task Penalties_hit_the_client_and_not_the_proxy()
    {
        await using var gate = new GateFixture(admission: Behind);
        string end;
        do
        {
            using var socket = await DialProxiedAsync(gate, "192.0.2.7");
            await socket.SendAsync("garbage\r\n"u8.ToArray(), Token);
            end = await ReadToEndAsync(socket);
        }
        while (end != "Not allowed at this time\r\n");

        await using var other = await LogInAsync(await DialProxiedAsync(gate, "192.0.2.8"));
        for (var i = 0; i < 30; i++)
        {
            // Health checks that only connect.
            using var check = await DialAsync(gate, Proxy);
            await check.SendAsync("PROXY UNKNOWN\r\n"u8.ToArray(), Token);
            Assert.Equal((byte)'S', await ReadByteAsync(check));
        }
    }

    [Fact]
    public async Task A_listener_that_stops_does_not_wait_for_headers()
    {
        var gate = new GateFixture(admission: Behind);
        using var waiting = await DialAsync(gate, Proxy);

        await gate.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Token);
    }

    private static async Task<Socket> DialProxiedAsync(GateFixture gate, string source)
    {
        var socket = await DialAsync(gate, Proxy);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"PROXY TCP4 {source} 127.0.0.1 4711 22\r\n"), Token);
        return socket;
    }

    private static async Task<Socket> DialAsync(GateFixture gate, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(gate.Listener.LocalEndPoint, Token);
        return socket;
    }

    private static Task<SshClientConnection> LogInAsync(Socket socket) => SshClientConnection.ConnectAsync(
        new SocketTransport(socket),
        ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
        {
            AuthMethod = new PasswordMethod(TestServer.Password),
            HostKeyAlgorithms = ["ssh-ed25519"],
        },
        Token);

    private static async Task<string> ReadToEndAsync(Socket socket)
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
