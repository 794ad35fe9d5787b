using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>Serves the channels that a client opens (RFC 4254 §5.1), each in a task of its own.</summary>
internal sealed class ChannelServer(
    SshTransport transport, SshLimits limits, ILogger logger, ChannelTable channels, IServerConnectionHandler handler)
{
    /// <summary>CHANNEL_OPEN_FAILURE.</summary>
    public static void Refuse(SshTransport transport, ChannelPeer peer, ChannelOpenFailure reason, string text) => transport.Send(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelOpenFailure);
        writer.WriteUInt32(peer.Id);
        writer.WriteUInt32((uint)reason);
        writer.WriteText(text);
        writer.WriteText("");
    });

    /// <summary>Asks the handler and serves the channel to its end; does not throw. Releases the channel's reservation.</summary>
    public async Task ServeAsync(ChannelOpenRequest request, ChannelPeer peer)
    {
        try
        {
            var outcome = await handler.OpenChannelAsync(request, transport.Stopping).ConfigureAwait(false);
            if (outcome is ChannelOpenOutcome.Accept accepted)
            {
                await RunChannelAsync(request, peer, accepted.Handler, null).ConfigureAwait(false);
            }
            else if (outcome is ChannelOpenOutcome.Run run)
            {
                await RunChannelAsync(request, peer, DataChannelHandler.Instance, run.Body).ConfigureAwait(false);
            }
            else if (outcome is ChannelOpenOutcome.Refuse refused)
            {
                Refuse(transport, peer, refused.Reason, PeerText.ForTerminal(refused.Text));
            }
        }
        catch (Exception e)
        {
            if (!transport.Stopping.IsCancellationRequested)
            {
                Log.HandlerFault(logger, e);
                Refuse(transport, peer, ChannelOpenFailure.ConnectFailed, "The channel could not be opened.");
            }
        }
        finally
        {
            channels.Release();
        }
    }

    private async Task RunChannelAsync(
        ChannelOpenRequest request,
        ChannelPeer peer,
        IServerChannelHandler channelHandler,
        Func<SshChannel, CancellationToken, Task>? body)
    {
        var slot = channels.Add(id => new SshChannel(transport, limits, request.Type, id), isOwn: false);
        var channel = slot.Channel;
        channel.Confirm(peer.Id, peer.Window, peer.MaxPacket);
        using var server = new ServerChannel(channel, channelHandler, limits, logger);
        slot.Server = server;
        try
        {
            channelHandler.Attach(channel);
        }
        catch (Exception e)
        {
            Log.HandlerFault(logger, e);
            channels.Remove(slot);
            channel.OnConnectionClosed("The channel could not be opened.");
            Refuse(transport, peer, ChannelOpenFailure.ConnectFailed, "The channel could not be opened.");
            await server.RunAsync().ConfigureAwait(false);
            return;
        }

        // Not earlier: a client that guesses the number must not reach a handler that has no channel.
        slot.IsPending = false;
        transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ChannelOpenConfirmation);
            writer.WriteUInt32(peer.Id);
            writer.WriteUInt32(channel.LocalId);
            writer.WriteUInt32((uint)limits.ChannelWindow);
            writer.WriteUInt32((uint)limits.ChannelPacket);
        });
        if (transport.Cause is { } cause)
        {
            channel.OnConnectionClosed(cause.Text);
        }

        if (body is not null)
        {
            server.Start(cancellation => body(channel, cancellation));
        }

        await server.RunAsync().ConfigureAwait(false);
    }
}
