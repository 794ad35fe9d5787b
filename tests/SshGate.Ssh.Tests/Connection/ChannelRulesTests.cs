using System.Text;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>Rules of RFC 4254 that a peer can only see message by message.</summary>
public sealed class ChannelRulesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_of_a_channel_are_answered_in_order()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();

        string[] names = ["signal", "unknown@sshgate.test", "signal", "signal", "unknown@sshgate.test"];
        foreach (var name in names)
        {
            client.SendChannel(MessageId.ChannelRequest, channel, writer =>
            {
                writer.WriteText(name);
                writer.WriteBoolean(true);
                writer.WriteText("INT");
            });
        }

        foreach (var name in names)
        {
            await client.ExpectAsync(name == "signal" ? MessageId.ChannelSuccess : MessageId.ChannelFailure);
        }
    }

    [Fact]
    public async Task The_exit_status_comes_before_end_and_close_and_what_still_arrives_is_dropped()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "exit 3");
        await client.ExpectAsync(MessageId.ChannelSuccess);
        var exit = Encoding.ASCII.GetString(await client.ExpectAsync(MessageId.ChannelRequest));
        Assert.Contains("exit-status", exit, StringComparison.Ordinal);
        await client.ExpectAsync(MessageId.ChannelEof);
        await client.ExpectAsync(MessageId.ChannelClose);

        // All of this may have been on its way when the server closed.
        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString("late"u8));
        client.SendChannel(MessageId.ChannelWindowAdjust, channel, writer => writer.WriteUInt32(1));
        client.SendExec(channel, "echo late");
        client.SendChannel(MessageId.ChannelEof, channel);
        client.SendChannel(MessageId.ChannelClose, channel);

        // The next message is the answer to this: nothing was said about the rest, and the close was not answered twice.
        Assert.NotEqual(channel, await client.OpenSessionAsync(id: 8));
        client.SendChannel(MessageId.ChannelData, channel, writer => writer.WriteString("x"u8));
        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task The_close_of_a_client_is_answered_once()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();
        client.SendExec(channel, "hold");
        await client.ExpectAsync(MessageId.ChannelSuccess);
        await client.ExpectAsync(MessageId.ChannelData);

        client.SendChannel(MessageId.ChannelClose, channel);

        await client.ExpectAsync(MessageId.ChannelClose);
        await client.OpenSessionAsync(id: 8);
    }

    [Fact]
    public async Task Credit_comes_back_for_what_was_consumed_and_at_half_the_window()
    {
        await using var client = await LogInAsync(new SshLimits { ChannelWindow = 1000 });
        var unread = await client.OpenSessionAsync();
        var read = await client.OpenSessionAsync(id: 8);
        client.SendExec(unread, "hold");
        await client.ExpectAsync(MessageId.ChannelSuccess);
        await client.ExpectAsync(MessageId.ChannelData);
        client.SendExec(read, "sum");
        await client.ExpectAsync(MessageId.ChannelSuccess);

        client.SendChannel(MessageId.ChannelData, unread, writer => writer.WriteString(new byte[1000]));
        client.SendChannel(MessageId.ChannelData, read, writer => writer.WriteString(new byte[499]));
        await AssertNothingWaitsAsync(client);
        client.SendChannel(MessageId.ChannelData, read, writer => writer.WriteString(new byte[1]));

        var adjust = new SshReader((await client.ExpectAsync(MessageId.ChannelWindowAdjust)).AsSpan(1));
        Assert.Equal(8u, adjust.ReadUInt32());
        Assert.Equal(500u, adjust.ReadUInt32());
        await AssertNothingWaitsAsync(client);
    }

    [Theory]
    [InlineData("pty-req", 257)]
    [InlineData("env", 257)]
    [InlineData("signal", 257)]
    [InlineData("subsystem", 257)]
    public async Task Fields_beyond_their_cap_end_the_connection(string type, int length)
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();

        client.SendChannel(MessageId.ChannelRequest, channel, writer =>
        {
            writer.WriteText(type);
            writer.WriteBoolean(true);
            writer.WriteText(new string('x', length));
            writer.WriteText("");
        });

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Theory]
    [InlineData("env", 32 * 1024 + 1)]
    [InlineData("pty-req", 1025)]
    public async Task Values_beyond_their_cap_end_the_connection(string type, int length)
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync();

        client.SendChannel(MessageId.ChannelRequest, channel, writer =>
        {
            writer.WriteText(type);
            writer.WriteBoolean(true);
            writer.WriteText("x");
            if (type == "pty-req")
            {
                writer.WriteBytes(new byte[16]);
            }

            writer.WriteString(new byte[length]);
        });

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_peer_that_throws_data_away_gets_no_more_and_still_the_exit_status()
    {
        await using var client = await LogInAsync();
        var channel = await client.OpenSessionAsync(window: 10);
        client.SendExec(channel, "send 1000000");
        await client.ExpectAsync(MessageId.ChannelSuccess);
        await client.ExpectAsync(MessageId.ChannelData);

        client.SendChannel(MessageId.ChannelRequest, channel, writer =>
        {
            writer.WriteText("eow@openssh.com");
            writer.WriteBoolean(false);
        });

        await client.ExpectAsync(MessageId.ChannelRequest);
        await client.ExpectAsync(MessageId.ChannelEof);
        await client.ExpectAsync(MessageId.ChannelClose);
    }

    [Fact]
    public async Task A_peer_without_window_holds_up_neither_its_other_channels_nor_other_connections()
    {
        var server = new TestServer();
        await using var client = await LogInAsync(server: server);
        for (uint id = 10; id < 20; id++)
        {
            client.SendExec(await client.OpenSessionAsync(window: 0, id: id), "send 1000000");
            await client.ExpectAsync(MessageId.ChannelSuccess);
        }

        var open = await client.OpenSessionAsync();
        client.SendExec(open, "echo still here");
        await client.ExpectAsync(MessageId.ChannelSuccess);
        Assert.EndsWith(
            "still here\n", Encoding.ASCII.GetString(await client.ExpectAsync(MessageId.ChannelData)), StringComparison.Ordinal);
        await using var pair = await ConnectionPair.CreateAsync();
        var other = await pair.Client.OpenSessionAsync(Token);
        Assert.Equal("x\n", (await other.RunAsync("echo x")).OutputText);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_link_that_carries_a_few_bytes_at_a_time_carries_everything(int buffer)
    {
        await using var pair = await ConnectionPair.CreateAsync(
            buffer: buffer,
            clientLimits: new SshLimits { RekeyBytes = 10_000 },
            serverLimits: new SshLimits { ChannelWindow = 100 });
        var input = TestServer.Pattern(3000);

        var echo = RunAsync(pair, "cat", input);
        var sum = RunAsync(pair, "sum", input);

        Assert.Equal(TestServer.Sum(input), TestServer.Sum((await echo).Output));
        Assert.Equal(TestServer.Sum(input), (await sum).OutputText);
    }

    private static async Task<CommandResult> RunAsync(ConnectionPair pair, string command, byte[] input) =>
        await (await pair.Client.OpenSessionAsync(Token)).RunAsync(command, input);

    // The answer to a question is the next message.
    private static async Task AssertNothingWaitsAsync(ScriptedClient client)
    {
        client.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText("known@sshgate.test");
            writer.WriteBoolean(true);
        });
        await client.ExpectAsync(MessageId.RequestSuccess);
    }

    private static async Task<ScriptedClient> LogInAsync(SshLimits? limits = null, TestServer? server = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server ?? new TestServer(), limits);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        return client;
    }
}
