using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Server;

/// <summary>What one connection holds before a login: at most 64 KiB each way, whatever its peer does.</summary>
public sealed class StrangerMemoryTests
{
    private const int Most = 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7001)]
    [InlineData(35_000)]
    public async Task A_packet_that_never_becomes_whole_is_held_in_little_memory(int piece)
    {
        var (peer, transport) = await ConnectAsync();
        using var closing = peer;
        await using var own = transport;
        await SendAsync(peer, transport.Input, Math.Min(piece * 2000, 35_000), piece, held =>
            Assert.InRange(held, 1, Most));
    }

    [Fact]
    public async Task Who_has_logged_in_gets_large_segments()
    {
        var (peer, transport) = await ConnectAsync();
        using var closing = peer;
        await using var own = transport;
        transport.Grow();
        await SendAsync(peer, transport.Input, 35_000, 35_000, held => Assert.InRange(held, 4 * Most, 8 * Most));
    }

    [Fact]
    public void A_peer_that_does_not_read_makes_us_hold_little_before_its_login()
    {
        var queue = new OutputQueue();
        queue.Reserve(100);
        Assert.True(queue.TryTake(out var small));
        Assert.InRange(small.Bytes.Length, 100, Most / 4);
        queue.Release(small);

        queue.Grow();
        queue.Reserve(100);
        Assert.True(queue.TryTake(out var large));
        Assert.InRange(large.Bytes.Length, 2 * Most, 4 * Most);
        queue.Release(large);
    }

    private static async Task<(Socket Peer, SocketTransport Transport)> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await peer.ConnectAsync(listener.LocalEndpoint, Token);
        return (peer, new SocketTransport(await listener.AcceptSocketAsync(Token)));
    }

    // Sends so much, a piece whenever the one before was read, and says how many bytes the arrays have that hold it.
    private static async Task SendAsync(Socket peer, PipeReader input, int length, int piece, Action<int> check)
    {
        var sent = 0;
        for (long read = 0; read < length;)
        {
            if (read == sent)
            {
                sent += await peer.SendAsync(new byte[Math.Min(piece, length - sent)], Token);
            }

            var result = await input.ReadAsync(Token);
            read = result.Buffer.Length;
            var arrays = new HashSet<byte[]>();
            foreach (var part in result.Buffer)
            {
                Assert.True(MemoryMarshal.TryGetArray(part, out var array));
                arrays.Add(array.Array!);
            }

            check(arrays.Sum(array => array.Length));
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
