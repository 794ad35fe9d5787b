using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>
/// RFC 4254 on one connection, for both sides; exists only after a login. Messages come on the read loop, which neither
/// waits nor calls foreign code here.
/// </summary>
/// <param name="transport">The connection's transport.</param>
/// <param name="limits">The caps.</param>
/// <param name="logger">The log.</param>
/// <param name="handler">What the client may do, on a server; null on a client, where the peer may ask for nothing.</param>
/// <param name="own">The global request that the library answers itself, if there is one.</param>
internal sealed class ConnectionService(
    SshTransport transport, SshLimits limits, ILogger logger, IServerConnectionHandler? handler, IOwnGlobalRequest? own)
{
    private readonly ChannelTable _channels = new(limits.MaxChannels);
    private readonly OwnedTasks _tasks = new();
    private ChannelServer? _server;
    private readonly GlobalRequests _globalRequests = new(transport, limits, logger, handler, own);
    private bool _noMoreSessions;

    /// <summary>A message of 80..127. Its payload is valid during the call only.</summary>
    public void OnMessage(MessageId message, ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        switch (message)
        {
            case MessageId.ChannelData:
                var data = Channel(ref reader);
                data.OnData(isError: false, Last(ref reader));
                break;
            case MessageId.ChannelExtendedData:
                OnExtendedData(ref reader);
                break;
            case MessageId.ChannelWindowAdjust:
                var adjusted = Channel(ref reader);
                adjusted.OnWindowAdjust(reader.ReadUInt32());
                reader.End();
                break;
            case MessageId.ChannelEof:
                var ended = Channel(ref reader);
                reader.End();
                ended.OnEof();
                break;
            case MessageId.ChannelClose:
                var closed = Channel(ref reader);
                reader.End();
                OnClose(closed);
                break;
            case MessageId.ChannelRequest:
                OnChannelRequest(ref reader);
                break;
            case MessageId.ChannelSuccess or MessageId.ChannelFailure:
                OnReply(message, ref reader);
                break;
            case MessageId.ChannelOpen:
                OnOpen(ref reader);
                break;
            case MessageId.ChannelOpenConfirmation:
                OnOpenConfirmation(ref reader);
                break;
            case MessageId.ChannelOpenFailure:
                OnOpenFailure(ref reader);
                break;
            case MessageId.GlobalRequest:
                OnGlobalRequest(ref reader);
                break;
            case MessageId.RequestSuccess or MessageId.RequestFailure:
                _globalRequests.OnReply(message, reader.Rest);
                break;
            default:
                throw new SshProtocolException(DisconnectReason.ProtocolError, "A message number is not assigned.");
        }
    }

    /// <summary>Opens a session channel to the peer.</summary>
    /// <exception cref="ChannelOpenException">The peer refused.</exception>
    /// <exception cref="ChannelClosedException">The connection ended.</exception>
    public ValueTask<SshChannel> OpenSessionAsync(CancellationToken cancellation) =>
        OpenAsync("session", _ => { }, cancellation);

    /// <summary>Opens a channel that the peer connects to a destination (RFC 4254 §7.2).</summary>
    /// <inheritdoc cref="OpenSessionAsync"/>
    public ValueTask<SshChannel> OpenForwardAsync(ForwardDestination destination, CancellationToken cancellation) =>
        OpenAsync(
            ChannelOpenCodec.TypeOf(destination), writer => ChannelOpenCodec.Write(writer, destination), cancellation);

    /// <summary>Sends a global request; returns what REQUEST_SUCCESS carries, or null after REQUEST_FAILURE.</summary>
    public Task<byte[]?> AskAsync(string name, byte[] payload, CancellationToken cancellation) =>
        _globalRequests.AskAsync(name, payload, cancellation);

    private async ValueTask<SshChannel> OpenAsync(
        string type, Action<SshWriter> writeFields, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_channels.TryReserve())
        {
            throw new ChannelOpenException(ChannelOpenFailure.ResourceShortage, "Too many channels on this connection.");
        }

        var slot = _channels.Add(id => new SshChannel(transport, limits, type, id), isOwn: true);
        transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ChannelOpen);
            writer.WriteText(type);
            writer.WriteUInt32(slot.Channel.LocalId);
            writer.WriteUInt32((uint)limits.ChannelWindow);
            writer.WriteUInt32((uint)limits.ChannelPacket);
            writeFields(writer);
        });
        if (transport.Cause is { } cause)
        {
            _channels.Remove(slot);
            throw new ChannelClosedException(cause.Text);
        }

        try
        {
            return await slot.Opened!.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody will use it; should the peer still confirm, it is closed at once.
            slot.Abandon();
            throw;
        }
    }

    public void OnTick(TimeSpan silence) => _globalRequests.OnTick(silence);

    public void OnClosing(SshDisconnect cause)
    {
        foreach (var slot in _channels.Close())
        {
            slot.Opened?.TrySetException(new ChannelClosedException(cause.Text));
            _ = slot.Opened?.Task.Exception;
            slot.Channel.OnConnectionClosed(cause.Text);
        }
    }

    public async ValueTask DrainAsync()
    {
        await _globalRequests.DrainAsync().ConfigureAwait(false);
        await _tasks.DrainAsync().ConfigureAwait(false);
        if (handler is not null)
        {
            try
            {
                await handler.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Log.HandlerFault(logger, e);
            }
        }
    }

    private static ReadOnlySpan<byte> Last(ref SshReader reader)
    {
        var data = reader.ReadString();
        reader.End();
        return data;
    }

    private SshChannel Channel(ref SshReader reader) => _channels.Get(reader.ReadUInt32()).Channel;

    private void OnExtendedData(ref SshReader reader)
    {
        var channel = Channel(ref reader);
        var type = reader.ReadUInt32();
        var data = Last(ref reader);

        // Programs have an error stream and clients have none, and no type but that one is defined: the rest is charged to
        // the window and dropped, and its credit goes back. Buffered, both streams in turn by single bytes would cost us
        // several times the window.
        if (type == DataHead.ErrorType && handler is null)
        {
            channel.OnData(isError: true, data);
        }
        else
        {
            channel.OnDropped(data.Length);
        }
    }

    private void OnClose(SshChannel channel)
    {
        channel.OnClose();
        _channels.Remove(_channels.Get(channel.LocalId));
    }

    private void OnReply(MessageId message, ref SshReader reader)
    {
        var channel = Channel(ref reader);
        reader.End();
        if (!channel.OnReply(message == MessageId.ChannelSuccess))
        {
            Log.UnsolicitedAnswer(logger, nameof(MessageId.ChannelSuccess));
        }
    }

    // byte 98, uint32 recipient channel, string type, boolean want_reply, fields of the type.
    private void OnChannelRequest(ref SshReader reader)
    {
        var slot = _channels.Get(reader.ReadUInt32());
        var type = reader.ReadAscii(SshReader.MaxNameLength);
        var wantReply = reader.ReadBoolean();
        if (type == "eow@openssh.com" && !wantReply)
        {
            reader.End();
            slot.Channel.OnEndOfWrite();
            return;
        }

        if (slot.Server is not null)
        {
            var size = reader.Remaining;
            slot.Server.Post(ChannelRequestCodec.Read(type, ref reader), wantReply, size);
            return;
        }

        if (type is "exit-status")
        {
            slot.Channel.OnExit(new ChannelExit(reader.ReadUInt32(), null, false, ""));
        }
        else if (type is "exit-signal")
        {
            slot.Channel.OnExit(new ChannelExit(
                null,
                reader.ReadAscii(SshReader.MaxNameLength),
                reader.ReadBoolean(),
                PeerText.Escape(reader.ReadString())));
        }

        if (wantReply)
        {
            // keepalive@openssh.com and whatever else a server asks: the refusal is the sign of life.
            slot.Channel.Reply(false);
        }
    }

    // byte 90, string type, uint32 sender channel, uint32 window, uint32 maximum packet, fields of the type.
    private void OnOpen(ref SshReader reader)
    {
        var type = reader.ReadAscii(SshReader.MaxNameLength);
        var peer = new ChannelPeer(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (handler is null)
        {
            ChannelServer.Refuse(
                transport, peer, ChannelOpenFailure.AdministrativelyProhibited, "No channels are accepted here.");
            return;
        }

        if (_noMoreSessions && type == "session")
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolError, "A session was opened after no-more-sessions.");
        }

        if (peer.MaxPacket == 0)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A channel has a maximum packet size of 0.");
        }

        if (!_channels.TryReserve())
        {
            ChannelServer.Refuse(transport, peer, ChannelOpenFailure.ResourceShortage, "Too many channels.");
            return;
        }

        var request = ChannelOpenCodec.Read(type, reader.ReadBytes(reader.Remaining));
        _server ??= new ChannelServer(transport, limits, logger, _channels, handler);
        _tasks.Run(() => _server.ServeAsync(request, peer));
    }

    // byte 91, uint32 recipient channel, uint32 sender channel, uint32 window, uint32 maximum packet.
    private void OnOpenConfirmation(ref SshReader reader)
    {
        var slot = _channels.GetPending(reader.ReadUInt32());
        var peer = new ChannelPeer(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (peer.MaxPacket == 0)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A channel has a maximum packet size of 0.");
        }

        slot.IsPending = false;
        slot.Channel.Confirm(peer.Id, peer.Window, peer.MaxPacket);
        if (!slot.Opened!.TrySetResult(slot.Channel))
        {
            slot.Channel.Close();
        }
    }

    // byte 92, uint32 recipient channel, uint32 reason, string description, string language tag.
    private void OnOpenFailure(ref SshReader reader)
    {
        var slot = _channels.GetPending(reader.ReadUInt32());
        var reason = (ChannelOpenFailure)reader.ReadUInt32();
        var text = PeerText.Escape(reader.ReadString());
        _channels.Remove(slot);
        slot.Opened!.TrySetException(new ChannelOpenException(reason, text));
        _ = slot.Opened.Task.Exception;
    }

    // byte 80, string name, boolean want_reply, fields.
    private void OnGlobalRequest(ref SshReader reader)
    {
        var name = reader.ReadAscii(SshReader.MaxNameLength);
        var wantReply = reader.ReadBoolean();
        _noMoreSessions |= name == "no-more-sessions@openssh.com";
        _globalRequests.Post(new GlobalRequest(name, reader.ReadBytes(reader.Remaining).ToArray()), wantReply);
    }
}
