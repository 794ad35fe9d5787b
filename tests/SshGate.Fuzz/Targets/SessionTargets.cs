using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>
/// A whole connection of either role with protected packets. The first frame chooses how far the honest beginning goes; the
/// rest are the messages of a hostile peer.
/// </summary>
internal static class SessionTargets
{
    private static readonly FuzzTarget Common = new()
    {
        Name = "",
        Seeds = () => [],
        Run = _ => { },
        Words = FuzzTargets.Words,
        HasFrames = true,
        IsConcurrent = true,
        ShortPass = 150,
        MaxLength = 60 * 1024,
        MaxTime = TimeSpan.FromSeconds(15),
        MaxAllocation = 16 * 1024 * 1024,
    };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Common with { Name = "session-server", Seeds = ClientMessages, Run = input => AttackServerAsync(input).GetAwaiter().GetResult() },
        Common with { Name = "session-client", Seeds = ServerMessages, Run = input => AttackClientAsync(input).GetAwaiter().GetResult() },
    ];

    private static async Task AttackServerAsync(byte[] input)
    {
        var frames = Frames.Split(input);
        var (near, far) = DuplexPipe.CreatePair();
        using var log = new FaultLog();
        var session = FuzzServer.Start(far, log);
        await using (var client = await ScriptedClient.ConnectAsync(near))
        {
            switch (Choice(frames) % 6)
            {
                case 0:
                    break;
                case 1:
                    await client.RequestServiceAsync();
                    break;
                case 2:
                    await client.RequestServiceAsync();
                    client.SendKeyboardInteractive();
                    await client.ExpectAsync(MessageId.UserAuthInfoRequest);
                    break;
                case 3:
                    await client.LogInAsync();
                    break;
                case 4:
                    await client.LogInAsync();
                    await client.OpenSessionAsync();
                    break;
                default:
                    await client.LogInAsync();
                    client.SendExec(await client.OpenSessionAsync(window: 1000), "cat", wantReply: false);
                    break;
            }

            foreach (var frame in frames.Skip(1).Where(frame => frame.Length > 0))
            {
                client.Send(frame);
            }

            // A round through the server, if it still answers, so that it reads all of this before the end.
            client.Send((byte)MessageId.Ping, 0, 0, 0, 0);
        }

        Links.Wait(session.Transport.Completion, "The connection");
        log.Check();
        Links.CheckCause(await session.Transport.Completion);
    }

    private static async Task AttackClientAsync(byte[] input)
    {
        var frames = Frames.Split(input);
        var (near, far) = DuplexPipe.CreatePair();
        using var log = new FaultLog();
        using var stop = new CancellationTokenSource();
        await using (var server = new ScriptedServer(far))
        {
            var client = Links.RunClientAsync(near, log, stop.Token);
            switch (Choice(frames) % 5)
            {
                case 0:
                    await server.ExpectAsync(MessageId.ServiceRequest);
                    break;
                case 1:
                    await server.AcceptServiceAsync();
                    await server.ExpectAsync(MessageId.UserAuthRequest);
                    break;
                case 2:
                    await server.AcceptLoginAsync();
                    await server.ExpectAsync(MessageId.ChannelOpen);
                    break;
                case 3:
                    await AcceptChannelAsync(server);
                    break;
                default:
                    await AcceptChannelAsync(server);
                    await server.ExpectAsync(MessageId.ChannelRequest);
                    break;
            }

            foreach (var frame in frames.Skip(1).Where(frame => frame.Length > 0))
            {
                server.Send(frame);
            }

            server.Transport.Disconnect(SshGate.Ssh.DisconnectReason.ByApplication, "Done.");
            Links.Wait(client, "The client");
        }

        log.Check();
    }

    private static async Task AcceptChannelAsync(ScriptedServer server)
    {
        await server.AcceptLoginAsync();
        await server.ExpectAsync(MessageId.ChannelOpen);
        server.Send(Message(MessageId.ChannelOpenConfirmation, 0, 5, 1000, 100));
    }

    private static int Choice(List<byte[]> frames) => frames.Count > 0 && frames[0].Length > 0 ? frames[0][0] : 0;

    private static IEnumerable<byte[]> ClientMessages()
    {
        var service = Text(MessageId.ServiceRequest, "ssh-userauth");
        byte[][] logins =
        [
            Auth("none"), Auth("password", writer =>
            {
                writer.WriteBoolean(false);
                writer.WriteText("wrong");
            }),
            Auth("password", writer =>
            {
                writer.WriteBoolean(true);
                writer.WriteText("old");
                writer.WriteText("new");
            }),
            Auth("keyboard-interactive", writer =>
            {
                writer.WriteText("");
                writer.WriteText("");
            }),
            SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(MessageId.UserAuthInfoResponse);
                writer.WriteUInt32(2);
                writer.WriteText("a");
                writer.WriteText("b");
            }),
            PublicKey(signed: false), PublicKey(signed: true),
            Auth("password", writer =>
            {
                writer.WriteBoolean(false);
                writer.WriteText(TestServer.Password);
            }),
        ];
        byte[][] channels =
        [
            Open("session", _ => { }), Open("session", _ => { }),
            Open("direct-tcpip", writer => ChannelOpenCodec.Write(writer, new ForwardDestination.Tcp("h", 1, "o", 2))),
            .. Requests(), Message(MessageId.ChannelWindowAdjust, 0, 1 << 20), Data(0, 100), Data(0, 30_000),
            Extended(0, 1, 10), Message(MessageId.ChannelEof, 0), Global("tcpip-forward"), Global("keepalive@openssh.com"),
            [(byte)MessageId.RequestSuccess], Message(MessageId.ChannelSuccess, 0), Message(MessageId.ChannelClose, 0),
            KexTargets.KexInit([]), Text(MessageId.Ping, "ping"), [(byte)MessageId.Ignore, 0, 0, 0, 0], [200, 1, 2],
            Text(MessageId.Disconnect, "\0\0\0\u000b"),
        ];
        yield return Frames.Join([0], service, logins[0], logins[^1], channels[0], channels[3]);
        yield return Frames.Join([[1], .. logins]);
        yield return Frames.Join([2], logins[4], logins[4], logins[3], logins[4]);
        yield return Frames.Join([[3], .. channels]);
        yield return Frames.Join([[4], .. channels]);
        yield return Frames.Join([[5], .. channels]);
    }

    private static IEnumerable<byte[]> ServerMessages()
    {
        byte[][] channels =
        [
            Message(MessageId.ChannelOpenConfirmation, 0, 5, 1000, 100), Message(MessageId.ChannelSuccess, 0),
            Message(MessageId.ChannelWindowAdjust, 0, 5000), Data(0, 100), Extended(0, 1, 100), Extended(0, 2, 10),
            Request(0, "exit-status", writer => writer.WriteUInt32(1)),
            Request(0, "exit-signal", writer =>
            {
                writer.WriteText("TERM");
                writer.WriteBoolean(true);
                writer.WriteText("message");
                writer.WriteText("");
            }),
            Request(0, "keepalive@openssh.com", _ => { }, wantReply: true), Message(MessageId.ChannelEof, 0),
            Global("hostkeys-00@openssh.com"), Open("forwarded-tcpip", _ => { }), [(byte)MessageId.RequestFailure],
            SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(MessageId.ChannelOpenFailure);
                writer.WriteUInt32(0);
                writer.WriteUInt32(1);
                writer.WriteText("no");
                writer.WriteText("");
            }),
            KexTargets.KexInit([]), Text(MessageId.Ping, "ping"), Message(MessageId.ChannelClose, 0),
        ];
        byte[][] logins =
        [
            SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(MessageId.UserAuthBanner);
                writer.WriteText("Welcome\u001b[2J");
                writer.WriteText("");
            }),
            ExtInfo.Build(("server-sig-algs", "ssh-ed25519")),
            SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(MessageId.UserAuthFailure);
                writer.WriteNameList("publickey", "password");
                writer.WriteBoolean(true);
            }),
            Text(MessageId.UserAuthPkOk, "ssh-ed25519"), [(byte)MessageId.UserAuthSuccess],
        ];
        yield return Frames.Join([[0], ExtInfo.Build(("server-sig-algs", "ssh-ed25519")), Text(MessageId.ServiceAccept, "ssh-userauth"), .. logins]);
        yield return Frames.Join([[1], .. logins, .. channels]);
        yield return Frames.Join([[2], .. channels]);
        yield return Frames.Join([[3], .. channels[1..]]);
        yield return Frames.Join([[4], .. channels[1..]]);
    }

    private static IEnumerable<byte[]> Requests()
    {
        ChannelRequest[] requests =
        [
            new PtyRequest("xterm", default, new byte[5]), new EnvironmentRequest("a", "b"), new WindowChangeRequest(default),
            new SignalRequest("INT"), new BreakRequest(1), new X11Request(true, "a", "b", 1), new AgentForwardRequest(),
            new SubsystemRequest("sftp"), new ExecRequest("cat"u8.ToArray()), new ShellRequest(),
        ];
        return requests.Select(request => Request(
            0, request.Type, writer => ChannelRequestCodec.Write(writer, request), wantReply: true));
    }

    private static byte[] Auth(string method, Action<SshWriter>? fields = null) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthRequest);
        writer.WriteText("agent");
        writer.WriteText("ssh-connection");
        writer.WriteText(method);
        fields?.Invoke(writer);
    });

    private static byte[] PublicKey(bool signed) => Auth("publickey", writer =>
    {
        writer.WriteBoolean(signed);
        writer.WriteText("ssh-ed25519");
        writer.WriteString(TestKeys.Ed25519.PublicKey.Blob.Span);
        if (signed)
        {
            writer.WriteString(SignatureBlob.Encode("ssh-ed25519", new byte[64]));
        }
    });

    private static byte[] Message(MessageId message, params uint[] numbers) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(message);
        foreach (var number in numbers)
        {
            writer.WriteUInt32(number);
        }
    });

    private static byte[] Text(MessageId message, string text) =>
        [(byte)message, .. SshWriter.ToArray(writer => writer.WriteString(Encoding.UTF8.GetBytes(text)))];

    private static byte[] Data(uint channel, int length) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelData);
        writer.WriteUInt32(channel);
        writer.WriteString(new byte[length]);
    });

    private static byte[] Extended(uint channel, uint type, int length) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelExtendedData);
        writer.WriteUInt32(channel);
        writer.WriteUInt32(type);
        writer.WriteString(new byte[length]);
    });

    private static byte[] Open(string type, Action<SshWriter> fields) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelOpen);
        writer.WriteText(type);
        writer.WriteUInt32(9);
        writer.WriteUInt32(1 << 20);
        writer.WriteUInt32(32768);
        fields(writer);
    });

    private static byte[] Request(uint channel, string type, Action<SshWriter> fields, bool wantReply = false) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelRequest);
        writer.WriteUInt32(channel);
        writer.WriteText(type);
        writer.WriteBoolean(wantReply);
        fields(writer);
    });

    private static byte[] Global(string name) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.GlobalRequest);
        writer.WriteText(name);
        writer.WriteBoolean(true);
    });
}
