using SshGate.Ssh.Client;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>One connection of our server or our client, led from point to point of <see cref="StateModel.Points"/>.</summary>
internal sealed class StateWalk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<SshDisconnect> _completion;
    private uint _channel;

    private StateWalk(bool isServer, bool strict)
    {
        IsServer = isServer;
        Strict = strict;

        // With room, whatever the run says: this peer does not read while it writes.
        var (near, far) = DuplexPipe.CreatePair(64 * 1024);
        Peer = new ManualPeer(near, isServer ? SshRole.Client : SshRole.Server, strict);
        _completion = isServer
            ? ConnectionPair.StartServer(far, Application, strict: strict).Transport.Completion
            : RunClientAsync(far, strict, _stop.Token);
    }

    public TestServer Application { get; } = new();

    public ManualPeer Peer { get; }

    public bool IsServer { get; }

    public bool Strict { get; }

    public string Point { get; private set; } = "kexinit";

    public bool ChannelIsOpen { get; set; }

    public static async Task<StateWalk> StartAsync(bool isServer, bool strict, string point)
    {
        var walk = new StateWalk(isServer, strict);
        await walk.Peer.ExchangeVersionsAsync();
        while (walk.Point != point)
        {
            await walk.StepAsync(point == "challenge");
        }

        return walk;
    }

    /// <summary>Goes to the next point; from the last one back to "connection".</summary>
    public async Task StepAsync(bool withChallenge = false)
    {
        Point = Point switch
        {
            "kexinit" => await ToAsync("method", Peer.SendKexInitAsync()),
            "method" => await ToAsync("newkeys", Peer.SendKexMethodAsync()),
            "newkeys" => await ToAsync("service", KeysAsync()),
            "service" => await ToAsync("authentication", ServiceAsync()),
            "authentication" when withChallenge && IsServer => await ToAsync("challenge", ChallengeAsync()),
            "authentication" or "challenge" => await ToAsync("connection", LogInAsync()),
            "connection" => await ToAsync("rekey-method", Peer.SendKexInitAsync()),
            "rekey-method" => await ToAsync("rekey-newkeys", Peer.SendKexMethodAsync()),
            "rekey-newkeys" => await ToAsync("connection", Peer.SendNewKeysAsync()),
            _ => throw new InvalidOperationException(Point),
        };
    }

    /// <summary>Sends a message with fields that fit it, so that what happens is about its number alone.</summary>
    public Task SendAsync(byte message) => Peer.SendAsync((byte[])[message, .. Fields(message)]);

    /// <summary>What the model says; a channel that was closed is unknown afterwards.</summary>
    public Reaction Expected(byte message)
    {
        var reaction = StateModel.Of(IsServer, Strict, Point, message);
        return reaction is Reaction.Taken or Reaction.Answered && !ChannelIsOpen && message is >= 93 and <= 100
            ? Reaction.Refused
            : reaction;
    }

    /// <summary>What a message that was sent and taken changes.</summary>
    public void Note(byte message)
    {
        ChannelIsOpen &= message != 97;

        // RFC 4256 §3.1: an answer uses the question up, and a new request ends the dialog.
        Point = Point == "challenge" && message is 50 or 61 ? "authentication" : Point;
    }

    /// <summary>Goes on to the login and a sign of life.</summary>
    public async Task GoOnAsync()
    {
        while (Point != "connection")
        {
            await StepAsync();
        }

        await Peer.SendAsync((byte)MessageId.Ping, 0, 0, 0, 4, 1, 2, 3, 4);
        while (true)
        {
            var pong = await Peer.ExpectAsync(MessageId.Pong);
            if (pong is [_, 0, 0, 0, 4, 1, 2, 3, 4])
            {
                return;
            }
        }
    }

    /// <summary>The reason that the other side gave for the end, which must come.</summary>
    public async Task<DisconnectReason?> EndAsync()
    {
        if (Point == "kexinit")
        {
            // Some of it is judged when the KEXINIT shows whether the exchange is strict; the link may be closed already.
            try
            {
                await Peer.SendKexInitAsync();
            }
            catch (InvalidOperationException)
            {
            }
        }

        var reason = await Peer.ReadToEndAsync();
        await _completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return reason;
    }

    public static byte AnswerTo(bool isServer, byte message) => message switch
    {
        50 or 61 => 51,
        80 => 82,
        90 => isServer ? (byte)91 : (byte)92,
        97 => 97,
        98 => 100,
        192 => 193,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "It has no answer."),
    };

    public void Dispose()
    {
        _stop.Cancel();
        Peer.Dispose();
        _stop.Dispose();
    }

    private static async Task<string> ToAsync(string point, Task step)
    {
        await step;
        return point;
    }

    private static async Task<SshDisconnect> RunClientAsync(DuplexPipe pipe, bool strict, CancellationToken stop)
    {
        var options = ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { OfferStrictKex = strict };
        try
        {
            var client = await SshClientConnection.ConnectAsync(pipe, options, stop);
            await client.OpenSessionAsync(stop);
            return await client.Completion;
        }
        catch (Exception e) when (e is SshClientException or Ssh.Connection.ChannelClosedException or OperationCanceledException)
        {
            return new SshDisconnect(DisconnectReason.ByApplication, e.Message, false);
        }
    }

    private async Task KeysAsync()
    {
        await Peer.SendNewKeysAsync();
        if (!IsServer)
        {
            await Peer.ExpectAsync(MessageId.ServiceRequest);
        }
    }

    private async Task ServiceAsync()
    {
        await Peer.SendAsync([(byte)(IsServer ? MessageId.ServiceRequest : MessageId.ServiceAccept), .. Text("ssh-userauth")]);
        await Peer.ExpectAsync(IsServer ? MessageId.ServiceAccept : MessageId.UserAuthRequest);
    }

    private async Task ChallengeAsync()
    {
        await Peer.SendAsync([50, .. Text("agent"), .. Text("ssh-connection"), .. Text("keyboard-interactive"), .. Text(""), .. Text("")]);
        await Peer.ExpectAsync(MessageId.UserAuthInfoRequest);
    }

    private async Task LogInAsync()
    {
        if (IsServer)
        {
            await Peer.SendAsync([50, .. Text("agent"), .. Text("ssh-connection"), .. Text("password"), 0, .. Text(TestServer.Password)]);
            await Peer.ExpectAsync(MessageId.UserAuthSuccess);
            await Peer.SendAsync([90, .. Text("session"), .. Number(7), .. Number(1 << 20), .. Number(1 << 15)]);
            var opened = await Peer.ExpectAsync(MessageId.ChannelOpenConfirmation);
            _channel = ReadNumber(opened, 5);
        }
        else
        {
            await Peer.SendAsync((byte)MessageId.UserAuthSuccess);
            var open = await Peer.ExpectAsync(MessageId.ChannelOpen);
            _channel = ReadNumber(open, 1 + 4 + "session".Length);
            await Peer.SendAsync([91, .. Number(_channel), .. Number(7), .. Number(1 << 20), .. Number(1 << 15)]);
        }

        ChannelIsOpen = true;
    }

    private byte[] Fields(byte message) => message switch
    {
        1 => [.. Number(11), .. Text(""), .. Text("")],
        4 => [0, .. Text(""), .. Text("")],
        50 => [.. Text("agent"), .. Text("ssh-connection"), .. Text("none")],
        51 => [.. Text("publickey"), 0],
        53 => [.. Text("Hello."), .. Text("")],
        61 => [.. Number(1), .. Text("wrong")],
        80 => [.. Text("unknown@test"), 1],
        81 or 82 => [],
        90 => [.. Text("session"), .. Number(8), .. Number(1000), .. Number(1000)],
        93 => [.. Number(_channel), .. Number(5)],
        94 => [.. Number(_channel), .. Text("d")],
        95 => [.. Number(_channel), .. Number(1), .. Text("d")],
        96 or 97 or 99 or 100 => Number(_channel),
        98 => [.. Number(_channel), .. Text("unknown@test"), 1],
        _ => Number(0),
    };

    private static byte[] Text(string text) => SshWriter.ToArray(writer => writer.WriteText(text));

    private static byte[] Number(uint number) => SshWriter.ToArray(writer => writer.WriteUInt32(number));

    private static uint ReadNumber(byte[] message, int at)
    {
        var reader = new SshReader(message.AsSpan(at));
        return reader.ReadUInt32();
    }
}
