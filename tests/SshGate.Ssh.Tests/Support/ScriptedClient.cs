using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>
/// A client that exchanges keys as it should and then sends whatever a test says, in orders that no real client produces.
/// </summary>
internal sealed class ScriptedClient : ITransportHandler, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(10_000);
    private readonly TaskCompletionSource _keys = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The server tells its host keys after every login; only tests about that want to see it.
    private readonly bool _keepsAnnouncement;

    private ScriptedClient(IDuplexPipe pipe, SshLimits? limits, string version, bool keepsAnnouncement)
    {
        _keepsAnnouncement = keepsAnnouncement;
        Transport = new SshTransport(
            pipe,
            new TransportOptions
            {
                Role = SshRole.Client,
                Limits = limits ?? new SshLimits(),
                Time = TimeProvider.System,
                Logger = NullLogger.Instance,
                SoftwareVersion = version,
                Proposal = new AlgorithmProposal { HostKeys = ["ssh-ed25519", "ecdsa-sha2-nistp256"] },
                VerifyHostKey = (_, _, _) => ValueTask.FromResult(true),
            },
            this);
    }

    public SshTransport Transport { get; }

    /// <summary>The server's EXT_INFO, which comes before all else.</summary>
    public byte[]? ExtInfo { get; private set; }

    /// <summary>The same by name.</summary>
    public Dictionary<string, string> Extensions
    {
        get
        {
            var extensions = new Dictionary<string, string>();
            var reader = new SshReader(ExtInfo.AsSpan(1));
            for (var count = reader.ReadUInt32(); count > 0; count--)
            {
                extensions[reader.ReadAscii(100)] = reader.ReadAscii(1000);
            }

            reader.End();
            return extensions;
        }
    }

    /// <summary>Connects to a server, whose keys are exchanged when this returns.</summary>
    public static async Task<ScriptedClient> ConnectAsync(
        IDuplexPipe pipe, SshLimits? limits = null, string version = "Scripted", bool keepsAnnouncement = false)
    {
        var client = new ScriptedClient(pipe, limits, version, keepsAnnouncement);
        client.Transport.Start();
        await client._keys.Task.WaitAsync(Patience);
        return client;
    }

    public void Send(Action<SshWriter> write) => Transport.Send(write);

    public void Send(params byte[] payload) => Transport.Send(payload.AsSpan());

    public async Task RequestServiceAsync()
    {
        Send(writer =>
        {
            writer.WriteMessageId(MessageId.ServiceRequest);
            writer.WriteText("ssh-userauth");
        });
        await ExpectAsync(MessageId.ServiceAccept);
    }

    public async Task LogInAsync()
    {
        await RequestServiceAsync();
        SendPassword(TestServer.Password);
        await ExpectAsync(MessageId.UserAuthSuccess);
    }

    public void SendPassword(string password, string user = "agent", bool change = false) => SendAuth(user, "password", writer =>
    {
        writer.WriteBoolean(change);
        writer.WriteText(password);
        if (change)
        {
            writer.WriteText("new");
        }
    });

    public void SendAuth(string user, string method, Action<SshWriter>? fields = null, string service = "ssh-connection") =>
        Send(writer =>
        {
            writer.WriteMessageId(MessageId.UserAuthRequest);
            writer.WriteText(user);
            writer.WriteText(service);
            writer.WriteText(method);
            fields?.Invoke(writer);
        });

    public void SendKeyboardInteractive(string user = "agent") => SendAuth(user, "keyboard-interactive", writer =>
    {
        writer.WriteText("");
        writer.WriteText("");
    });

    public void SendAnswers(params string[] answers) => Send(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthInfoResponse);
        writer.WriteUInt32((uint)answers.Length);
        foreach (var answer in answers)
        {
            writer.WriteText(answer);
        }
    });

    /// <summary>Opens a session as our channel 7 and returns the server's number of it.</summary>
    public async Task<uint> OpenSessionAsync(uint window = 1 << 20, uint maxPacket = 32768, uint id = 7)
    {
        SendOpen(window, maxPacket, id);
        return ReadOpened(await ExpectAsync(MessageId.ChannelOpenConfirmation));
    }

    public void SendOpen(uint window = 1 << 20, uint maxPacket = 32768, uint id = 7, string type = "session") => Send(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelOpen);
        writer.WriteText(type);
        writer.WriteUInt32(id);
        writer.WriteUInt32(window);
        writer.WriteUInt32(maxPacket);
    });

    public void SendChannel(MessageId message, uint channel, Action<SshWriter>? fields = null) => Send(writer =>
    {
        writer.WriteMessageId(message);
        writer.WriteUInt32(channel);
        fields?.Invoke(writer);
    });

    public void SendExec(uint channel, string command, bool wantReply = true) => SendChannel(
        MessageId.ChannelRequest,
        channel,
        writer =>
        {
            writer.WriteText("exec");
            writer.WriteBoolean(wantReply);
            writer.WriteText(command);
        });

    /// <summary>The next message, which must be this one.</summary>
    public async Task<byte[]> ExpectAsync(MessageId message)
    {
        var payload = await NextAsync();
        Assert.Equal(message, (MessageId)payload[0]);
        return payload;
    }

    /// <summary>The next message.</summary>
    public async Task<byte[]> NextAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            return await _inbox.Reader.ReadAsync(deadline.Token);
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The server ended the connection: {await Transport.Completion}");
        }
    }

    /// <summary>The server's reason to end the connection.</summary>
    public async Task<SshDisconnect> ExpectDisconnectAsync()
    {
        var cause = await Transport.Completion.WaitAsync(Patience);
        Assert.True(cause.ByPeer, cause.ToString());
        return cause;
    }

    public async ValueTask DisposeAsync()
    {
        Transport.Disconnect(DisconnectReason.ByApplication, "Done.");
        await Transport.Completion.WaitAsync(Patience);
    }

    void ITransportHandler.OnFirstKeys() => _keys.TrySetResult();

    void ITransportHandler.OnExtInfo(ReadOnlySpan<byte> payload) => ExtInfo = payload.ToArray();

    void ITransportHandler.OnService(ReadOnlySpan<byte> payload)
    {
        Transport.Enter(SshPhase.Authentication);
        Keep(payload);
    }

    void ITransportHandler.OnAuthentication(MessageId message, ReadOnlySpan<byte> payload)
    {
        if (message == MessageId.UserAuthSuccess)
        {
            Transport.Enter(SshPhase.Connection);
        }

        Keep(payload);
    }

    void ITransportHandler.OnConnection(MessageId message, ReadOnlyMemory<byte> payload)
    {
        if (!IsAnnouncement(payload.Span))
        {
            Keep(payload.Span);
        }
    }

    void ITransportHandler.OnTick(TimeSpan silence)
    {
    }

    void ITransportHandler.OnClosing(SshDisconnect cause)
    {
        _keys.TrySetException(new InvalidOperationException(cause.ToString()));
        _inbox.Writer.TryComplete();
    }

    ValueTask ITransportHandler.DrainAsync() => ValueTask.CompletedTask;

    private static uint ReadOpened(byte[] payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        reader.ReadUInt32();
        return reader.ReadUInt32();
    }

    private bool IsAnnouncement(ReadOnlySpan<byte> payload) =>
        !_keepsAnnouncement && payload[0] == (byte)MessageId.GlobalRequest && payload[5..].StartsWith("hostkeys-00@"u8);

    private void Keep(ReadOnlySpan<byte> payload) => Assert.True(_inbox.Writer.TryWrite(payload.ToArray()));
}
