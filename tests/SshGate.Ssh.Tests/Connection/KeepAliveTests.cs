using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Connection;

public sealed class KeepAliveTests
{
    [Fact]
    public async Task A_silent_peer_is_asked_once_and_given_up_when_it_stays_silent()
    {
        var time = new ManualTime();
        var (client, session) = await StartAsync(time);

        time.Advance(TimeSpan.FromSeconds(31));
        var question = new SshReader((await client.ExpectAsync(MessageId.GlobalRequest)).AsSpan(1));
        Assert.Equal("keepalive@openssh.com", question.ReadAscii(100));
        Assert.True(question.ReadBoolean());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(session.Transport.Cause);
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(DisconnectReason.ConnectionLost, (await session.Transport.Completion).Reason);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_answers_stays()
    {
        var time = new ManualTime();
        var (client, session) = await StartAsync(time);
        await using var owned = client;

        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await client.ExpectAsync(MessageId.GlobalRequest);
            client.Send((byte)MessageId.RequestFailure);

            // The answer to this shows that the one before was read.
            client.Send(writer =>
            {
                writer.WriteMessageId(MessageId.GlobalRequest);
                writer.WriteText("other");
                writer.WriteBoolean(true);
            });
            await client.ExpectAsync(MessageId.RequestFailure);
        }

        Assert.Null(session.Transport.Cause);
    }

    [Fact]
    public async Task Our_two_sides_keep_each_other_alive()
    {
        var time = new ManualTime();
        await using var pair = await ConnectionPair.CreateAsync(time: time);

        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);
            Assert.Equal("x\n", (await channel.RunAsync("echo x")).OutputText);
        }
    }

    private static async Task<(ScriptedClient Client, Ssh.Server.ServerSession Session)> StartAsync(TimeProvider time)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            serverPipe, new TestServer(), new SshLimits { DrainDeadline = TimeSpan.Zero }, time: time);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        return (client, session);
    }
}
