using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>A logged-in client that breaks the rules of RFC 4254.</summary>
public sealed class HostileClientTests
{
    [Fact]
    public async Task Data_beyond_the_window_ends_the_connection()
    {
        await using var client = await LogInAsync(new SshLimits { ChannelWindow = 1000 });
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "hold");

        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString(new byte[600]));
        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString(new byte[600]));

        Assert.Contains("window", (await client.ExpectDisconnectAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_cannot_pass_its_largest_value()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync(window: uint.MaxValue);

        client.SendChannel(MessageId.ChannelWindowAdjust, channel, writer => writer.WriteUInt32(1));

        Assert.Contains("window", (await client.ExpectDisconnectAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_without_window_gets_nothing_until_it_gives_some()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync(window: 0);
        client.SendExec(channel, "send 10");
        await client.ExpectAsync(MessageId.ChannelSuccess);

        // The answer to this comes while the program waits for its window.
        SendGlobal(client, "known@sshgate.test");
        await client.ExpectAsync(MessageId.RequestSuccess);
        client.SendChannel(MessageId.ChannelWindowAdjust, channel, writer => writer.WriteUInt32(4));
        Assert.Equal(4, Data(await client.ExpectAsync(MessageId.ChannelData)).Length);
        client.SendChannel(MessageId.ChannelWindowAdjust, channel, writer => writer.WriteUInt32(100));
        Assert.Equal(6, Data(await client.ExpectAsync(MessageId.ChannelData)).Length);
        await client.ExpectAsync(MessageId.ChannelRequest);
        await client.ExpectAsync(MessageId.ChannelEof);
        await client.ExpectAsync(MessageId.ChannelClose);
    }

    [Fact]
    public async Task Packets_are_no_larger_than_the_client_allows()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync(maxPacket: 3);
        client.SendExec(channel, "send 10");
        await client.ExpectAsync(MessageId.ChannelSuccess);

        int[] lengths = [3, 3, 3, 1];
        foreach (var length in lengths)
        {
            Assert.Equal(length, Data(await client.ExpectAsync(MessageId.ChannelData)).Length);
        }
    }

    [Fact]
    public async Task A_channel_without_packets_ends_the_connection()
    {
        await using var client = await LogInAsync();

        client.SendOpen(maxPacket: 0);

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Theory]
    [InlineData(93)]
    [InlineData(94)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(98)]
    [InlineData(99)]
    [InlineData(100)]
    public async Task A_message_for_a_channel_that_does_not_exist_ends_the_connection(byte message)
    {
        await using var client = await LogInAsync();

        client.Send(message, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0);

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Theory]
    [InlineData(91)]
    [InlineData(92)]
    public async Task An_answer_to_an_opening_that_nobody_asked_for_ends_the_connection(byte message)
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();

        client.Send([message, 0, 0, 0, (byte)channel, .. new byte[12]]);

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Answers_that_nobody_asked_for_are_dropped()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();

        client.SendChannel(MessageId.ChannelSuccess, channel);
        client.SendChannel(MessageId.ChannelFailure, channel);
        client.Send((byte)MessageId.RequestSuccess);
        client.Send((byte)MessageId.RequestFailure);

        client.SendExec(channel, "exit 0");
        await client.ExpectAsync(MessageId.ChannelSuccess);
    }

    [Fact]
    public async Task Data_after_eof_and_close_is_dropped()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "sum");
        await client.ExpectAsync(MessageId.ChannelSuccess);

        client.SendChannel(MessageId.ChannelEof, channel);
        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString("late"u8));

        Assert.Equal(TestServer.Sum([]), Encoding.ASCII.GetString(Data(await client.ExpectAsync(MessageId.ChannelData))));
    }

    [Fact]
    public async Task A_request_for_a_channel_that_is_not_open_yet_ends_the_connection()
    {
        var attaching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var attached = new ManualResetEventSlim();
        var server = new TestServer
        {
            Attaching = () =>
            {
                attaching.SetResult();
                attached.Wait(TimeSpan.FromSeconds(20));
            },
        };
        await using var client = await LogInAsync(server: server);
        client.SendOpen();
        await attaching.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        // Numbers begin at 0, so nobody has to wait for the confirmation to know the first one.
        client.SendExec(0, "echo x");

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
        attached.Set();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_client_has_no_error_stream_and_gets_the_credit_for_it_back()
    {
        await using var client = await LogInAsync(new SshLimits { ChannelWindow = 1000 });
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "sum");
        await client.ExpectAsync(MessageId.ChannelSuccess);

        for (var i = 0; i < 5; i++)
        {
            client.SendChannel(MessageId.ChannelExtendedData, channel, writer =>
            {
                writer.WriteUInt32(1);
                writer.WriteString(new byte[600]);
            });
            await client.ExpectAsync(MessageId.ChannelWindowAdjust);
        }

        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString("in"u8));
        client.SendChannel(MessageId.ChannelEof, channel);
        Assert.Equal(
            TestServer.Sum("in"u8), Encoding.ASCII.GetString(Data(await client.ExpectAsync(MessageId.ChannelData))));
    }

    [Fact]
    public async Task Requests_that_wait_are_bounded_in_bytes()
    {
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new TestServer
        {
            Answering = async cancellation =>
            {
                answering.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
        };
        await using var client = await LogInAsync(new SshLimits { MaxQueuedRequestBytes = 1000 }, server);
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "hold");
        await answering.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        client.SendExec(channel, new string('x', 600));
        client.SendExec(channel, new string('x', 600));

        Assert.Contains("Too many requests", (await client.ExpectDisconnectAsync()).Text, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_whole_environment_may_wait_for_a_slow_handler()
    {
        const int Variables = 200;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new TestServer { Answering = cancellation => release.Task.WaitAsync(cancellation) };
        await using var client = await LogInAsync(server: server);
        var channel = await client.OpenSessionAsync();
        for (var i = 0; i < Variables; i++)
        {
            client.SendChannel(MessageId.ChannelRequest, channel, writer =>
            {
                writer.WriteText("env");
                writer.WriteBoolean(false);
                writer.WriteText($"NAME{i}");
                writer.WriteText("value");
            });
        }

        client.SendExec(channel, "exit 0");

        // Its answer tells that all of the above has arrived.
        client.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText("unknown@sshgate.test");
            writer.WriteBoolean(true);
        });
        await client.ExpectAsync(MessageId.RequestFailure);
        release.SetResult();

        await client.ExpectAsync(MessageId.ChannelSuccess);
        Assert.Equal(Variables, server.Requests.OfType<EnvironmentRequest>().Count());
    }

    [Fact]
    public async Task Global_requests_are_answered_in_order()
    {
        await using var client = await LogInAsync();

        SendGlobal(client, "unknown");
        SendGlobal(client, "known@sshgate.test");
        SendGlobal(client, "keepalive@openssh.com");
        SendGlobal(client, "known@sshgate.test");

        await client.ExpectAsync(MessageId.RequestFailure);
        await client.ExpectAsync(MessageId.RequestSuccess);
        await client.ExpectAsync(MessageId.RequestFailure);
        await client.ExpectAsync(MessageId.RequestSuccess);
    }

    [Fact]
    public async Task Other_channel_types_are_refused_and_leave_no_trace()
    {
        await using var client = await LogInAsync(new SshLimits { MaxChannels = 2 });

        for (var i = 0; i < 20; i++)
        {
            client.SendOpen(type: "x11");
            await client.ExpectAsync(MessageId.ChannelOpenFailure);
        }

        await client.OpenSessionAsync();
    }

    [Fact]
    public async Task Channels_are_bounded_and_come_free_again()
    {
        await using var client = await LogInAsync(new SshLimits { MaxChannels = 2 });
        var first = await client.OpenSessionAsync();
        await client.OpenSessionAsync(id: 8);

        client.SendOpen(id: 9);
        var refusal = new SshReader((await client.ExpectAsync(MessageId.ChannelOpenFailure)).AsSpan(5));
        Assert.Equal((uint)ChannelOpenFailure.ResourceShortage, refusal.ReadUInt32());

        client.SendExec(first, "exit 0");
        while ((MessageId)(await client.NextAsync())[0] != MessageId.ChannelClose)
        {
        }

        client.SendChannel(MessageId.ChannelClose, first);
        await OpenWhenFreeAsync(client);
    }

    [Fact]
    public async Task No_session_may_follow_no_more_sessions()
    {
        await using var client = await LogInAsync();

        SendGlobal(client, "no-more-sessions@openssh.com", wantReply: false);
        client.SendOpen();

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_ping_is_answered()
    {
        await using var pair = await ConnectionPair.CreateAsync();

        // Our client's transport refuses the PONG that it never asked for, which shows that it came.
        pair.Client.Transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.Ping);
            writer.WriteString("data"u8);
        });

        Assert.Contains("193", (await pair.Client.Completion).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answers_loses_the_connection()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            serverPipe, new TestServer(), new SshLimits { MaxQueuedOutput = 10_000, DrainDeadline = TimeSpan.FromMilliseconds(10) });
        var stuck = new StuckPipe(clientPipe);
        var client = await ScriptedClient.ConnectAsync(stuck);
        await client.LogInAsync();
        stuck.Block();

        for (var i = 0; i < 30_000 && !session.Transport.Completion.IsCompleted; i++)
        {
            client.Send(writer =>
            {
                writer.WriteMessageId(MessageId.Ping);
                writer.WriteString(new byte[100]);
            });
        }

        Assert.Contains("does not read", (await session.Transport.Completion).Text, StringComparison.Ordinal);
        stuck.Release();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_may_leave_much_less_unread()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var limits = new SshLimits { DrainDeadline = TimeSpan.FromMilliseconds(10) };
        var session = ConnectionPair.StartServer(serverPipe, new TestServer(), limits);
        var stuck = new StuckPipe(clientPipe);
        var client = await ScriptedClient.ConnectAsync(stuck, limits with { MaxQueuedOutputBeforeLogin = 10_000_000 });
        await client.RequestServiceAsync();
        stuck.Block();

        // Twice the limit, beside what the link itself holds.
        for (var i = 0; i < 6; i++)
        {
            client.Send(writer =>
            {
                writer.WriteMessageId(MessageId.Ping);
                writer.WriteString(new byte[32_000]);
            });
        }

        Assert.Contains("does not read", (await session.Transport.Completion).Text, StringComparison.Ordinal);
        stuck.Release();
        await client.DisposeAsync();
    }

    private static async Task OpenWhenFreeAsync(ScriptedClient client)
    {
        // The place is free when the handler ended, which the client cannot see.
        while (true)
        {
            client.SendOpen(id: 10);
            if ((MessageId)(await client.NextAsync())[0] == MessageId.ChannelOpenConfirmation)
            {
                return;
            }
        }
    }

    private static async Task<ScriptedClient> LogInAsync(SshLimits? limits = null, TestServer? server = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server ?? new TestServer(), limits);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        return client;
    }

    private static void SendGlobal(ScriptedClient client, string name, bool wantReply = true) => client.Send(writer =>
    {
        writer.WriteMessageId(MessageId.GlobalRequest);
        writer.WriteText(name);
        writer.WriteBoolean(wantReply);
    });

    private static byte[] Data(byte[] message)
    {
        var reader = new SshReader(message.AsSpan(5));
        return reader.ReadString().ToArray();
    }
}
