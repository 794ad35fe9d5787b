namespace SshGate.Ssh.Connection;

/// <summary>
/// The data of a channel as a stream, for <see cref="ChannelPipe"/>. One reader, one writer. Extended data has no place in it
/// and is dropped: a forwarding channel has none (RFC 4254 §5.2 leaves its meaning to each type).
/// </summary>
internal sealed class ChannelStream(SshChannel channel) : Stream
{
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private ReadOnlyMemory<byte> _piece;
    private bool _ended;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Waits for data even when no room is given for it, so that an idle reader need not hold a buffer.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece.IsEmpty && !_ended)
        {
            var read = await channel.ReadAsync(cancellationToken).ConfigureAwait(false);
            _ended = read.Kind is ChannelReadKind.Eof or ChannelReadKind.Closed;
            _piece = read.Kind == ChannelReadKind.Data ? read.Data : default;
        }

        var length = Math.Min(_piece.Length, buffer.Length);
        _piece[..length].CopyTo(buffer);
        _piece = _piece[length..];
        return length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        channel.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Says that we are done, and closes the channel when the other side is done too, or after a moment. A jump host that gets
    /// the end of its own connection together with our last words drops them.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        using var deadline = new CancellationTokenSource(LingerTime);
        try
        {
            await channel.SendEofAsync().ConfigureAwait(false);
            while (!_ended)
            {
                var read = await channel.ReadAsync(deadline.Token).ConfigureAwait(false);
                _ended = read.Kind is ChannelReadKind.Eof or ChannelReadKind.Closed;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The other side is gone or will not finish; both end here.
        }

        await channel.CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
