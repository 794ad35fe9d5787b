using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>Orders and repetitions of messages; every single message is <see cref="StateTableTests"/>' matter.</summary>
public sealed class StateMachineTests
{
    [Fact]
    public async Task A_strict_key_exchange_must_come_first()
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        await raw.SendPacketAsync((byte)MessageId.Ignore, 0, 0, 0, 0);
        await raw.SendKexInitAsync(KexMethods.StrictClient);

        Assert.Equal(DisconnectReason.KeyExchangeFailed, (await raw.ReadToEndAsync()).Reason);
        await session.Transport.Completion;
    }

    [Fact]
    public async Task A_stranger_cannot_send_harmless_messages_for_ever()
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer(), new SshLimits { MaxPacketsBeforeLogin = 10 });
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        for (var i = 0; i < 11; i++)
        {
            await raw.SendPacketAsync((byte)MessageId.Ignore, 0, 0, 0, 0);
        }

        Assert.Equal(DisconnectReason.ProtocolError, (await raw.ReadToEndAsync()).Reason);
        Assert.Contains("before the login", (await session.Transport.Completion).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_logged_in_may_send_as_many_as_he_likes()
    {
        var (clientPipe, server) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(server, new TestServer(), new SshLimits { MaxPacketsBeforeLogin = 10 });
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        for (var i = 0; i < 100; i++)
        {
            client.Send((byte)MessageId.Ignore, 0, 0, 0, 0);
        }

        await client.OpenSessionAsync();
    }

    [Fact]
    public async Task A_second_service_request_ends_the_connection()
    {
        var (client, server) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(server, new TestServer());
        await using var scripted = await ScriptedClient.ConnectAsync(client);
        await scripted.RequestServiceAsync();

        scripted.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ServiceRequest);
            writer.WriteText("ssh-userauth");
        });

        Assert.Equal(DisconnectReason.ProtocolError, (await scripted.ExpectDisconnectAsync()).Reason);
    }

    [Theory]
    [InlineData("ssh-connection")]
    [InlineData("")]
    public async Task Another_service_is_not_offered(string service)
    {
        var (client, server) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(server, new TestServer());
        await using var scripted = await ScriptedClient.ConnectAsync(client);

        scripted.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ServiceRequest);
            writer.WriteText(service);
        });

        Assert.Equal(DisconnectReason.ServiceNotAvailable, (await scripted.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_number_that_nobody_assigned_does_not_end_a_logged_in_connection()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);

        pair.Session.Transport.Send([222, 1, 2, 3]);

        Assert.Equal("still here\n", (await channel.RunAsync("echo still here")).OutputText);
    }
}
