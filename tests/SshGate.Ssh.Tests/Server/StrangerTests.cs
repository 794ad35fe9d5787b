using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Ssh.Client;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Server;

/// <summary>Sources that misbehave before a login, and those beside them.</summary>
public sealed class StrangerTests
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_connection_did_is_judged_when_it_has_ended()
    {
        Assert.Equal(PenaltyKind.NoAuth, await JudgeAsync(_ => Task.CompletedTask));
        Assert.Equal(PenaltyKind.Garbage, await JudgeAsync(client => client.SendAsync("GET / HTTP/1.1\r\n\r\n")));
        Assert.Equal(PenaltyKind.Garbage, await JudgeAsync(async client =>
        {
            await client.SendAsync("SSH-2.0-x\r\n");
            await client.SendPacketAsync((byte)MessageId.ChannelOpen);
        }));
        Assert.Equal(PenaltyKind.NoAuth, await JudgeScriptedAsync(client => client.RequestServiceAsync()));
        Assert.Equal(PenaltyKind.NoAuth, await JudgeScriptedAsync(async client =>
        {
            await client.RequestServiceAsync();
            client.SendAuth("agent", "none");
            await client.ExpectAsync(MessageId.UserAuthFailure);
        }));
        Assert.Equal(PenaltyKind.AuthFailed, await JudgeScriptedAsync(async client =>
        {
            await client.RequestServiceAsync();
            client.SendPassword("wrong");
            await client.ExpectAsync(MessageId.UserAuthBanner);
        }));
        Assert.Null(await JudgeScriptedAsync(client => client.LogInAsync()));
    }

    [Fact]
    public async Task The_end_of_the_grace_time_is_told_from_a_client_that_left()
    {
        var time = new ManualTime();
        var (_, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            serverPipe, new TestServer(), new SshLimits { DrainDeadline = TimeSpan.Zero }, time: time);

        time.Advance(TimeSpan.FromMinutes(2));
        await session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(PenaltyKind.GraceExceeded, session.Penalty);
    }

    [Fact]
    public async Task A_source_whose_logins_fail_is_refused_for_a_while_with_a_word_and_no_attempt_is_judged()
    {
        var time = new ManualTime();
        await using var gate = new GateFixture(admission: new SshAdmissionOptions(), time: time);
        for (var i = 0; i < 4; i++)
        {
            // The answer to a failed login takes a moment of the gate's clock.
            var connecting = ConnectAsync(gate, IPAddress.Loopback, "wrong");
            while (!connecting.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.WhenAny(connecting, Task.Delay(1, Token));
            }

            await Assert.ThrowsAsync<SshClientException>(() => connecting);
        }

        // The listener learns of the end of the last connection some time after the client.
        while (await FirstLineAsync(gate, IPAddress.Loopback) is not "Not allowed at this time\r\n")
        {
            Token.ThrowIfCancellationRequested();
        }

        var seen = gate.Server.Attempts.Count;
        await Assert.ThrowsAsync<SshClientException>(() => ConnectAsync(gate, IPAddress.Loopback, "wrong"));
        Assert.Equal(seen, gate.Server.Attempts.Count);
        await using (await ConnectAsync(gate, Other, TestServer.Password))
        {
        }

        time.Advance(TimeSpan.FromMinutes(10));
        await using var again = await ConnectAsync(gate, IPAddress.Loopback, TestServer.Password);
    }

    [Fact]
    public async Task A_flood_from_one_source_neither_drops_nor_delays_another()
    {
        var admission = new SshAdmissionOptions { Penalties = new SshPenaltyOptions { Exempt = [new IPNetwork(Other, 32)] } };
        await using var gate = new GateFixture(admission: admission);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Func<Task>[] floods =
        [
            .. Enumerable.Repeat<Func<Task>>(() => OpenAndLeaveAsync(gate, stop.Token), 10),
            .. Enumerable.Repeat<Func<Task>>(() => ExchangeKeysAsync(gate, stop.Token), 10),
            .. Enumerable.Repeat<Func<Task>>(() => HoldAsync(gate, stop.Token), 60),
        ];
        var flood = floods.Select(start => Task.Run(start)).ToArray();

        // None of these may be dropped, and one that waits behind the flood runs into the deadline.
        for (var i = 0; i < 10; i++)
        {
            await using var client = await ConnectAsync(gate, IPAddress.Loopback, TestServer.Password)
                .WaitAsync(TimeSpan.FromSeconds(10), Token);
            var result = await (await client.OpenSessionAsync(Token)).RunAsync($"echo {i}");
            Assert.Equal($"{i}\n", result.OutputText);
        }

        await stop.CancelAsync();
        await Task.WhenAll(flood).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    // Many short connections, most of which are refused at the door.
    private static async Task OpenAndLeaveAsync(GateFixture gate, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var socket = await DialAsync(gate, Other);
            await Task.Yield();
        }
    }

    // Key exchanges, which cost the server the most.
    private static async Task ExchangeKeysAsync(GateFixture gate, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var client = await ConnectAsync(gate, Other, "wrong");
            }
            catch (Exception e) when (e is SshClientException or SocketException)
            {
                // Refused at the door, or not logged in.
            }
        }
    }

    // Connections that stay and say nothing.
    private static async Task HoldAsync(GateFixture gate, CancellationToken stop)
    {
        using var socket = await DialAsync(gate, Other);
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            // The flood is over.
        }
    }

    private static async Task<PenaltyKind?> JudgeAsync(Func<RawClient, Task> act)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, new TestServer());
        await act(new RawClient(clientPipe));
        await clientPipe.Output.CompleteAsync();
        await session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        return session.Penalty;
    }

    private static async Task<PenaltyKind?> JudgeScriptedAsync(Func<ScriptedClient, Task> act)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, new TestServer());
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await act(client);
        await client.DisposeAsync();
        await session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        return session.Penalty;
    }

    private static async Task<SshClientConnection> ConnectAsync(GateFixture gate, IPAddress from, string password) =>
        await SshClientConnection.ConnectAsync(
            new SocketTransport(await DialAsync(gate, from)),
            ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
            {
                AuthMethod = new PasswordMethod(password),
                HostKeyAlgorithms = ["ssh-ed25519"],
            },
            Token);

    private static async Task<string> FirstLineAsync(GateFixture gate, IPAddress from)
    {
        using var socket = await DialAsync(gate, from);
        var line = new byte[256];
        var length = await socket.ReceiveAsync(line, Token);
        return Encoding.ASCII.GetString(line, 0, length);
    }

    private static async Task<Socket> DialAsync(GateFixture gate, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(gate.Listener.LocalEndPoint, Token);
        return socket;
    }
}
