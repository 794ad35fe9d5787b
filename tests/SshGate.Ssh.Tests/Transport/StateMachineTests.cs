using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>Sends every message number in every phase to a server: what is not listed as legal ends the connection.</summary>
public sealed class StateMachineTests
{
    private static readonly byte[] LegalBeforeKexInit = [1, 2, 4, 20];
    private static readonly byte[] LegalAfterKexInit = [1, 30];
    private static readonly byte[] LegalInService = [1, 2, 3, 4, 5, 7, 192];
    private static readonly byte[] LegalInAuthentication = [1, 2, 3, 4, 50, 192];

    private static readonly byte[] LegalInConnection =
        [1, 2, 3, 4, 20, 50, 80, 81, 82, .. Enumerable.Range(90, 11).Select(id => (byte)id), 192,
            .. Enumerable.Range(194, 62).Select(id => (byte)id)];

    [Fact]
    public async Task Nothing_but_a_key_exchange_is_legal_at_first()
    {
        foreach (var message in AllBut(LegalBeforeKexInit))
        {
            var (client, server) = DuplexPipe.CreatePair();
            var session = ConnectionPair.StartServer(server, new TestServer());
            var raw = new RawClient(client);
            await raw.SendAsync("SSH-2.0-Raw\r\n");
            await raw.SendPacketAsync(message, 0, 0, 0, 0);

            await AssertRefusedAsync(raw, session, message);
        }
    }

    [Fact]
    public async Task Nothing_but_the_method_is_legal_in_a_strict_key_exchange()
    {
        foreach (var message in AllBut(LegalAfterKexInit))
        {
            var (client, server) = DuplexPipe.CreatePair();
            var session = ConnectionPair.StartServer(server, new TestServer());
            var raw = new RawClient(client);
            await raw.SendAsync("SSH-2.0-Raw\r\n");
            await raw.SendKexInitAsync(KexMethods.StrictClient);
            await raw.SendPacketAsync(message, 0, 0, 0, 0);

            await AssertRefusedAsync(raw, session, message);
        }
    }

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
    public async Task Only_the_service_request_is_legal_after_the_key_exchange()
    {
        foreach (var message in AllBut(LegalInService))
        {
            await AssertRefusedAsync(message, _ => Task.CompletedTask);
        }
    }

    [Fact]
    public async Task Only_requests_are_legal_before_the_login()
    {
        foreach (var message in AllBut(LegalInAuthentication))
        {
            await AssertRefusedAsync(message, client => client.RequestServiceAsync());
        }
    }

    [Fact]
    public async Task Messages_of_the_server_and_of_earlier_phases_are_not_legal_after_the_login()
    {
        foreach (var message in AllBut(LegalInConnection))
        {
            await AssertRefusedAsync(message, client => client.LogInAsync(), logsIn: true);
        }
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

    private static async Task AssertRefusedAsync(
        byte message, Func<ScriptedClient, Task> prepare, bool logsIn = false)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var application = new TestServer();
        var session = ConnectionPair.StartServer(server, application);
        await using var scripted = await ScriptedClient.ConnectAsync(client);
        await prepare(scripted);

        scripted.Send(message, 0, 0, 0, 0);

        var cause = await scripted.ExpectDisconnectAsync();
        Assert.True(cause.Reason == DisconnectReason.ProtocolError, $"Message {message}: {cause}");
        await session.Transport.Completion;
        Assert.Equal(logsIn, application.Connection is not null);
        Assert.Empty(application.Requests);
    }

    private static async Task AssertRefusedAsync(RawClient raw, SshGate.Ssh.Server.ServerSession session, byte message)
    {
        var (_, reason) = await raw.ReadToEndAsync();
        Assert.True(reason == DisconnectReason.ProtocolError, $"Message {message}: {reason}");
        await session.Transport.Completion;
    }

    private static IEnumerable<byte> AllBut(byte[] legal) =>
        Enumerable.Range(0, 256).Select(id => (byte)id).Where(id => !legal.Contains(id));
}
