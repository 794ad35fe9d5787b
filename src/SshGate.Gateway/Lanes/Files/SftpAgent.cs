using SshGate.Ssh;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The agent's side of SFTP: its requests, and answers to it. Standard output carries the protocol, so it is not recorded as text;
/// what passed through it is in the journal. Everything said in words goes to standard error.
/// </summary>
/// <remarks>One reader; answers may come from several tasks.</remarks>
internal sealed class SftpAgent(SshChannel channel) : IDisposable
{
    private readonly SftpPacketReader _reader = new();
    private readonly SftpPacketBuffer _buffer = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The next packet; null when the agent sends no more. It lives until the next call.</summary>
    /// <exception cref="SshProtocolException">It sends something else than packets, or stops within one.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_reader.TryRead(out var packet))
            {
                return packet;
            }

            var read = await channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    _reader.Append(read.Data.Span);
                    break;
                case ChannelReadKind.ExtendedData:
                    break;
                case ChannelReadKind.Eof when _reader.HasPartial:
                    throw new SshProtocolException(DisconnectReason.ProtocolError, "The file transfer stopped within a packet.");
                case ChannelReadKind.Eof:
                    return null;
                case ChannelReadKind.Closed:
                    throw new OperationCanceledException("the agent closed the channel");
            }
        }
    }

    /// <summary>Answers the agent's first packet.</summary>
    public async ValueTask SendAsync(SftpVersion version, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            SftpVersionCodec.Write(_buffer, SftpMessage.Version, version);
            await channel.WriteAsync(_buffer.Packet, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Answers a request, waiting for the agent's window.</summary>
    public async ValueTask SendAsync(SftpReply reply, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            SftpReplyCodec.Write(_buffer, reply);
            await channel.WriteAsync(_buffer.Packet, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
