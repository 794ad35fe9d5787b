using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Transport;

public sealed class RekeyTests
{
    [Theory]
    [InlineData(40_000, long.MaxValue, 64 * 1024)]
    [InlineData(long.MaxValue, 40_000, 64 * 1024)]
    [InlineData(40_000, 40_000, 64 * 1024)]
    [InlineData(40_000, 40_000, 512)]
    [InlineData(1, 1, 64 * 1024)]
    public async Task Bulk_data_both_ways_survives_rekeys(long clientBytes, long serverBytes, int linkBuffer)
    {
        await using var pair = await ConnectionPair.CreateAsync(
            clientLimits: new SshLimits { RekeyBytes = clientBytes },
            serverLimits: new SshLimits { RekeyBytes = serverBytes },
            buffer: linkBuffer);
        var input = TestServer.Pattern(2_000_000);

        // Three channels at once: echo both ways, upload, download.
        var echo = RunAsync(pair, "cat", input);
        var upload = RunAsync(pair, "sum", input);
        var download = RunAsync(pair, "send 2000000", default);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum((await echo).Output));
        Assert.Equal(TestServer.Sum(input), (await upload).OutputText);
        Assert.Equal(TestServer.Sum(input), TestServer.Sum((await download).Output));
    }

    [Fact]
    public async Task A_packet_budget_forces_rekeys_too()
    {
        await using var pair = await ConnectionPair.CreateAsync(clientLimits: new SshLimits { RekeyPackets = 5 });
        var input = TestServer.Pattern(500_000);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum((await RunAsync(pair, "cat", input)).Output));
    }

    [Fact]
    public async Task Both_sides_may_begin_at_once()
    {
        await using var pair = await ConnectionPair.CreateAsync();

        for (var i = 0; i < 20; i++)
        {
            pair.Session.Transport.Kex.Begin();
            pair.Client.Transport.Kex.Begin();
            Assert.Equal($"{i}\n", (await RunAsync(pair, $"echo {i}", default)).OutputText);
        }
    }

    [Fact]
    public async Task A_key_that_is_old_is_replaced()
    {
        var time = new ManualTime();
        var limits = new SshLimits { KeepAliveInterval = TimeSpan.Zero };
        await using var pair = await ConnectionPair.CreateAsync(clientLimits: limits, serverLimits: limits, time: time);
        var changed = pair.Session.Transport.Kex.Generation;

        time.Advance(TimeSpan.FromHours(1.1));

        // Both sides hold their messages back until the exchange is done, so it is done when the answer is here.
        Assert.Equal("x\n", (await RunAsync(pair, "echo x", default)).OutputText);
        Assert.True(pair.Session.Transport.Kex.Generation > changed);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_a_rekey_loses_the_connection()
    {
        var time = new ManualTime();
        var (client, server) = DuplexPipe.CreatePair();
        var limits = new SshLimits { KeepAliveInterval = TimeSpan.Zero, DrainDeadline = TimeSpan.Zero };
        var session = ConnectionPair.StartServer(server, new TestServer(), limits, time: time);
        var stuck = new StuckPipe(client);
        var scripted = await ScriptedClient.ConnectAsync(stuck);
        await scripted.LogInAsync();
        stuck.Block();

        session.Transport.Kex.Begin();
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(DisconnectReason.KeyExchangeFailed, (await session.Transport.Completion).Reason);
        stuck.Release();
        await scripted.DisposeAsync();
    }

    private static async Task<CommandResult> RunAsync(ConnectionPair pair, string command, ReadOnlyMemory<byte> input)
    {
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);
        return await channel.RunAsync(command, input);
    }
}
