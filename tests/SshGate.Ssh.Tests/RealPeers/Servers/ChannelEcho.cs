using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.RealPeers.Matrix;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>A server's `cat` on a channel of our client. Owns the connection.</summary>
internal sealed class ChannelEcho : EchoLink
{
    private readonly SshChannel _channel;
    private ReadOnlyMemory<byte> _rest;

    private ChannelEcho(SshClientConnection client, SshChannel channel)
    {
        Client = client;
        _channel = channel;
    }

    public SshClientConnection Client { get; }

    public static async Task<ChannelEcho> StartAsync(SshClientConnection client)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var channel = await client.OpenSessionAsync(cancellation);
        Assert.True(await channel.RequestAsync(new ExecRequest("cat"u8.ToArray()), cancellation));
        return new ChannelEcho(client, channel);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        _channel.WriteAsync(data, cancellation);

    public override async ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken cancellation)
    {
        if (_rest.IsEmpty && await _channel.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
        {
            _rest = read.Data;
        }

        var count = Math.Min(_rest.Length, room.Length);
        _rest[..count].CopyTo(room);
        _rest = _rest[count..];
        return count;
    }

    public override async Task<int> FinishAsync(CancellationToken cancellation)
    {
        await _channel.SendEofAsync(cancellation);
        Assert.Equal(0, await ReceiveAsync(new byte[1], cancellation));
        var exit = await _channel.Exit.WaitAsync(cancellation);
        return (int)exit!.Status!.Value;
    }

    public override string Explain() =>
        Client.Completion.IsCompletedSuccessfully ? Client.Completion.Result.ToString() : "(the connection is open)";

    public override ValueTask DisposeAsync() => Client.DisposeAsync();
}
