using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>The hostile-input law: any bytes end the connection or are handled; no fault of ours comes to light.</summary>
public sealed class HostileBytesTests
{
    private const string Fault = "Internal error.";

    [Fact]
    public void Random_packets_before_the_keys_never_cause_a_fault() => Check(async payloads =>
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        var reading = raw.ReadToEndAsync();
        await raw.SendKexInitAsync();
        foreach (var payload in payloads)
        {
            await raw.SendPacketAsync([30, .. payload]);
        }

        await client.Output.CompleteAsync();
        await reading;
        return await session.Transport.Completion;
    });

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Random_messages_before_the_authentication_never_cause_a_fault(byte message) =>
        CheckScripted(message, _ => Task.CompletedTask);

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(61)]
    [InlineData(192)]
    public void Random_messages_before_the_login_never_cause_a_fault(byte message) =>
        CheckScripted(message, async client =>
        {
            await client.RequestServiceAsync();
            if (message == 61)
            {
                client.SendKeyboardInteractive();
                await client.ExpectAsync(MessageId.UserAuthInfoRequest);
            }
        });

    [Theory]
    [InlineData(20)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(90)]
    [InlineData(91)]
    [InlineData(92)]
    [InlineData(93)]
    [InlineData(94)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(98)]
    [InlineData(99)]
    public void Random_messages_after_the_login_never_cause_a_fault(byte message) => CheckScripted(message, async client =>
    {
        await client.LogInAsync();
        await client.OpenSessionAsync();
    });

    [Fact]
    public void Channel_requests_that_are_cut_short_never_cause_a_fault()
    {
        ChannelRequest[] requests =
        [
            new PtyRequest("xterm", default, new byte[5]), new EnvironmentRequest("a", "b"), new ExecRequest(new byte[3]),
            new SubsystemRequest("x"), new WindowChangeRequest(default), new SignalRequest("INT"), new BreakRequest(1),
            new X11Request(true, "a", "b", 1),
        ];
        foreach (var request in requests)
        {
            var bytes = SshWriter.ToArray(writer => ChannelRequestCodec.Write(writer, request));
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<SshProtocolException>(() =>
                {
                    var reader = new SshReader(bytes.AsSpan(0, length));
                    ChannelRequestCodec.Read(request.Type, ref reader);
                });
            }

            var whole = new SshReader(bytes);
            Assert.Equal(request.Type, ChannelRequestCodec.Read(request.Type, ref whole).Type);
        }
    }

    private static void CheckScripted(byte message, Func<ScriptedClient, Task> prepare) => Check(async payloads =>
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        await using (var scripted = await ScriptedClient.ConnectAsync(client))
        {
            await prepare(scripted);
            foreach (var payload in payloads)
            {
                // Some of them with a plausible channel number in front.
                scripted.Send(payload.Length % 2 == 0 ? [message, .. payload] : [message, 0, 0, 0, 0, .. payload]);
            }
        }

        return await session.Transport.Completion;
    });

    private static void Check(Func<byte[][], Task<SshDisconnect>> run) => Prop.ForAll<byte[][]>(payloads =>
    {
        var cause = run(payloads).WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        return cause.Text != Fault;
    }).QuickCheckThrowOnFailure();
}
