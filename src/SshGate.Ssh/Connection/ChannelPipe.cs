using System.IO.Pipelines;

namespace SshGate.Ssh.Connection;

/// <summary>
/// A channel as the bytes of another connection: what a jump host carries (direct-tcpip, RFC 4254 §7.2). Owns the channel;
/// disposing closes it. A reader that stops stops the peer, as with the channel itself.
/// </summary>
public sealed class ChannelPipe : IDuplexPipe, IAsyncDisposable
{
    /// <summary>Two full packets and their envelopes.</summary>
    private const int ReadBufferLength = 80 * 1024;

    /// <summary>Room left in a segment below which the next one is begun: a full packet still fits behind it.</summary>
    private const int MinReadLength = 40 * 1024;

    private readonly ChannelStream _stream;

    /// <summary>Takes the channel over; nobody else may read from it or write to it.</summary>
    /// <param name="channel">An open channel.</param>
    public ChannelPipe(SshChannel channel)
    {
        _stream = new ChannelStream(channel);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(
            bufferSize: ReadBufferLength, minimumReadSize: MinReadLength, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Closes the channel after what was written, and when the other side is done too, or after a second.</summary>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
