using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

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

    [Fact]
    public async Task What_arrives_during_our_rekey_is_taken_and_answered_after_it()
    {
        var (client, server) = DuplexPipe.CreatePair();
        var application = new TestServer();
        var session = ConnectionPair.StartServer(server, application);
        var stuck = new StuckPipe(client);
        await using var scripted = await ScriptedClient.ConnectAsync(stuck);
        await scripted.LogInAsync();
        var channel = await scripted.OpenSessionAsync();
        stuck.Block();

        // The client has not seen our KEXINIT, so all of this is legal (RFC 4253 §7.1, §9).
        session.Transport.Kex.Begin();
        scripted.SendExec(channel, "cat");
        scripted.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString("early"u8));
        while (application.Requests.IsEmpty)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(1, session.Transport.Kex.Generation);
        stuck.Release();
        await scripted.ExpectAsync(MessageId.ChannelSuccess);
        await scripted.ExpectAsync(MessageId.ChannelData);
        Assert.Equal(2, scripted.Transport.Kex.Generation);
    }

    [Fact]
    public async Task What_is_held_back_during_a_rekey_is_bounded()
    {
        var (client, server) = DuplexPipe.CreatePair(buffer: 1 << 20);
        var session = ConnectionPair.StartServer(
            server, new TestServer(), new SshLimits { MaxQueuedOutput = 10_000, DrainDeadline = TimeSpan.Zero });
        var stuck = new StuckPipe(client);
        var scripted = await ScriptedClient.ConnectAsync(stuck);
        await scripted.LogInAsync();
        stuck.Block();
        session.Transport.Kex.Begin();

        // Some 300 kB of answers, which the link alone would take.
        for (var i = 0; i < 10; i++)
        {
            scripted.Send(writer =>
            {
                writer.WriteMessageId(MessageId.Ping);
                writer.WriteString(new byte[30_000]);
            });
        }

        Assert.Contains("does not read", (await session.Transport.Completion).Text, StringComparison.Ordinal);
        stuck.Release();
        await scripted.DisposeAsync();
    }

    [Fact]
    public async Task A_second_kexinit_during_a_rekey_ends_the_connection()
    {
        var (client, server) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(server, new TestServer());
        await using var scripted = await ScriptedClient.ConnectAsync(client);
        await scripted.LogInAsync();
        var kexInit = KexInitMessage.Build(new AlgorithmProposal { HostKeys = ["ssh-ed25519"] });

        scripted.Send(kexInit);
        scripted.Send(kexInit);

        Assert.Contains("20", (await scripted.ExpectDisconnectAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rekey_begins_before_the_login()
    {
        var time = new ManualTime();
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            server,
            new TestServer(),
            new SshLimits { RekeyBytes = 1, RekeyPackets = 1, RekeyInterval = TimeSpan.FromSeconds(1), LoginGrace = TimeSpan.FromHours(1) },
            time: time);
        await using var scripted = await ScriptedClient.ConnectAsync(client);
        await scripted.RequestServiceAsync();
        time.Advance(TimeSpan.FromMinutes(10));
        scripted.SendPassword("wrong");

        // The connection's own timer, and the refusal's.
        await time.TimersAsync(2);
        time.Advance(TimeSpan.FromMilliseconds(10));
        await scripted.ExpectAsync(MessageId.UserAuthBanner);
        await scripted.ExpectAsync(MessageId.UserAuthFailure);

        Assert.False(session.Transport.Kex.IsOverdue());
        Assert.Equal(1, session.Transport.Kex.Generation);
        scripted.SendPassword(TestServer.Password);
        await scripted.ExpectAsync(MessageId.UserAuthSuccess);
        await scripted.OpenSessionAsync();
        Assert.True(session.Transport.Kex.Generation > 1);
    }

    private static async Task<CommandResult> RunAsync(ConnectionPair pair, string command, ReadOnlyMemory<byte> input)
    {
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);
        return await channel.RunAsync(command, input);
    }
}
