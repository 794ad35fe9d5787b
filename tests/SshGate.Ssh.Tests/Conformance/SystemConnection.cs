using System.Net.Sockets;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>A login on this machine: sessions run programs, forwards lead where they want.</summary>
/// <param name="config">The server's configuration.</param>
/// <param name="connection">The value of SSH_CONNECTION.</param>
/// <param name="command">What is run in place of anything else, or null.</param>
internal sealed class SystemConnection(RegressConfig config, string connection, string? command) : IServerConnectionHandler
{
    public void Attach(SshServerConnection connection)
    {
    }

    public async ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken)
    {
        if (request.Type == "session")
        {
            return new ChannelOpenOutcome.Accept(new SystemSession(config, connection, command));
        }

        if (request.Destination is not { } destination)
        {
            return new ChannelOpenOutcome.Refuse(ChannelOpenFailure.UnknownChannelType, request.Type);
        }

        try
        {
            var socket = await DialAsync(destination, cancellationToken);
            return new ChannelOpenOutcome.Run((channel, cancellation) => RelayAsync(channel, socket, cancellation));
        }
        catch (SocketException e)
        {
            return new ChannelOpenOutcome.Refuse(ChannelOpenFailure.ConnectFailed, e.Message);
        }
    }

    public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<Socket> DialAsync(ForwardDestination destination, CancellationToken cancellation)
    {
        var socket = destination is ForwardDestination.StreamLocal
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (destination switch
            {
                ForwardDestination.StreamLocal local =>
                    socket.ConnectAsync(new UnixDomainSocketEndPoint(local.Path), cancellation).AsTask(),
                ForwardDestination.Tcp tcp => socket.ConnectAsync(tcp.Host, (int)tcp.Port, cancellation).AsTask(),
                _ => throw new InvalidOperationException("No such destination."),
            });
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task RelayAsync(SshChannel channel, Socket socket, CancellationToken cancellation)
    {
        using (socket)
        {
            var sending = SendAsync(channel, socket, cancellation);
            var buffer = new byte[32 * 1024];
            try
            {
                while (await socket.ReceiveAsync(buffer, cancellation) is > 0 and var count)
                {
                    await channel.WriteAsync(buffer.AsMemory(0, count), cancellation);
                }

                await channel.SendEofAsync(cancellation);
                await sending;
            }
            catch (Exception e) when (e is SocketException or ChannelClosedException)
            {
                // One side broke off: so does the other.
            }
        }
    }

    private static async Task SendAsync(SshChannel channel, Socket socket, CancellationToken cancellation)
    {
        while (await channel.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
        {
            await socket.SendAsync(read.Data, cancellation);
        }

        socket.Shutdown(SocketShutdown.Send);
    }
}
