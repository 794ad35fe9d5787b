using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace SshGate.Ssh.Transport;

/// <summary>
/// A connected TCP socket as a pipe. Owns the socket. Zero-byte reads keep an idle connection from holding a buffer, and
/// Nagle is off, since a packet that waits for an acknowledgement stalls the session for 40 ms.
/// </summary>
internal sealed class SocketTransport : IGrowingPipe, IAsyncDisposable
{
    /// <summary>Room left in a segment below which the next one is begun; small, since a stranger's segments are.</summary>
    private const int MinReadLength = 512;

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ReadSegments _segments = new();
    private int _disposed;

    public SocketTransport(Socket socket)
    {
        socket.NoDelay = true;
        _socket = socket;
        _stream = new PromptStream(socket);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(
            _segments, ReadSegments.StrangerLength, MinReadLength, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void Grow() => _segments.Grow();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await LingerAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    // Closing a socket that holds unread bytes sends a reset, and a reset makes the peer drop what it has not read yet:
    // the tail of the output or our DISCONNECT. So we say that we are done and read until the peer is done too.
    private async Task LingerAsync()
    {
        using var deadline = new CancellationTokenSource(LingerTime);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            while (await _socket.ReceiveAsync(buffer, deadline.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer is gone or will not finish; both end here.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
