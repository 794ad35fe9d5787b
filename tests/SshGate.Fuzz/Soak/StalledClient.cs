using System.Net;
using System.Net.Sockets;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Soak;

/// <summary>Connects and stops somewhere on the way to a login.</summary>
internal sealed class StalledClient : IAsyncDisposable
{
    /// <summary>How many ways there are to stall.</summary>
    public const int Ways = 6;

    private readonly SocketTransport _transport;
    private readonly ManualPeer _peer;

    private StalledClient(SocketTransport transport)
    {
        _transport = transport;
        _peer = new ManualPeer(transport, SshRole.Client, strict: true);
    }

    /// <summary>Goes as far as <paramref name="way"/> says, from an address of its own.</summary>
    public static async Task<StalledClient> StartAsync(IPEndPoint server, int way, string source = "127.0.0.5")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(server);
        var client = new StalledClient(new SocketTransport(socket));
        switch (way % Ways)
        {
            case 0:
                break;
            case 1:
                await client._transport.Output.WriteAsync("SSH-2.0-Hal"u8.ToArray());
                break;
            case 2:
                // The head of a KEXINIT that says it is longer.
                await client._peer.ExchangeVersionsAsync();
                await client._transport.Output.WriteAsync(new byte[] { 0, 0, 3, 0xcc, 6, 20, 1, 2, 3 });
                break;
            case 3:
                await client.ExchangeKeysAsync();
                break;
            case 4:
                await client.ExchangeKeysAsync();
                await client.AskAsync(Auth("password", false, "wrong"), MessageId.UserAuthFailure);
                break;
            default:
                await client.ExchangeKeysAsync();
                await client.AskAsync(Auth("keyboard-interactive", null, "", ""), MessageId.UserAuthInfoRequest);
                break;
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        await _transport.DisposeAsync();
    }

    private async Task ExchangeKeysAsync()
    {
        await _peer.ExchangeVersionsAsync();
        await _peer.ExchangeKeysAsync();
    }

    private async Task AskAsync(byte[] request, MessageId answer)
    {
        await _peer.SendAsync([(byte)MessageId.ServiceRequest, .. ManualPeer.String("ssh-userauth"u8.ToArray())]);
        await _peer.ExpectAsync(MessageId.ServiceAccept);
        await _peer.SendAsync(request);
        await _peer.ExpectAsync(answer);
    }

    private static byte[] Auth(string method, bool? flag, params string[] fields) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthRequest);
        writer.WriteText("agent");
        writer.WriteText("ssh-connection");
        writer.WriteText(method);
        if (flag is { } value)
        {
            writer.WriteBoolean(value);
        }

        foreach (var field in fields)
        {
            writer.WriteText(field);
        }
    });
}
