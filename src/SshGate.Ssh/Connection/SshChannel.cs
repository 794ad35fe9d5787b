using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>
/// One channel (RFC 4254 §5). Reading and writing are independent; there is one reader, and each of the two output streams
/// has one writer at a time. The credit of a piece goes back to the peer when the next piece is read, so a consumer that
/// stops stops the peer.
/// </summary>
public sealed class SshChannel : IOutputGate
{
    private readonly SshTransport _transport;
    private readonly SshLimits _limits;
    private readonly Lock _sync = new();
    private readonly FlowWindow _outbound = new();
    private readonly InboundBuffer _inbound;
    private readonly ReceiveWindow _window;
    private readonly PendingReplies _replies;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ChannelExit?> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _maxPacket;
    private bool _eofSent;
    private bool _closeSent;
    private bool _closeReceived;
    private bool _eofReceived;
    private volatile bool _isShut;
    private volatile bool _isUnwanted;

    internal SshChannel(SshTransport transport, SshLimits limits, string type, uint localId)
    {
        _transport = transport;
        _limits = limits;
        _inbound = new InboundBuffer(OnConsumed);
        _window = new ReceiveWindow(limits.ChannelWindow);
        _replies = new PendingReplies(limits.MaxQueuedRequests);
        ChannelType = type;
        LocalId = localId;
    }

    /// <summary>The type it was opened with, such as session.</summary>
    public string ChannelType { get; }

    /// <summary>Completes when both sides closed the channel, or the connection ended; never fails.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The peer's exit-status or exit-signal; null if the channel ended without one; never fails.</summary>
    public Task<ChannelExit?> Exit => _exit.Task;

    internal uint LocalId { get; }

    internal uint RemoteId { get; private set; }

    uint IOutputGate.RemoteId => RemoteId;

    bool IOutputGate.IsShut => _isShut;

    /// <summary>The next piece in order of arrival; calling again gives back the credit of the last one.</summary>
    /// <remarks>
    /// After a small piece the caller goes on on the thread that reads the connection: until it awaits something, no other channel of
    /// this connection gets anything. It must not block, least of all until something comes on the same connection.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>Data, the end of the data, or the end of the channel.</returns>
    public ValueTask<ChannelRead> ReadAsync(CancellationToken cancellationToken = default) =>
        _inbound.ReadAsync(cancellationToken);

    /// <summary>Sends data, waiting for the peer's credit and for room on the link.</summary>
    /// <param name="data">The bytes; they may be reused when the task completes.</param>
    /// <param name="cancellationToken">Ends the wait; a part may have been sent.</param>
    /// <exception cref="ChannelClosedException">The channel takes no more data.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        WriteAsync(isError: false, data, cancellationToken);

    /// <summary>Sends data of the error stream (extended data of type 1).</summary>
    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask WriteErrorAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        WriteAsync(isError: true, data, cancellationToken);

    /// <summary>Says that no more data follows (RFC 4254 §5.3); reading goes on. Does nothing the second time.</summary>
    /// <param name="cancellationToken">Not waited with: the message only joins the queue.</param>
    public ValueTask SendEofAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_sync)
        {
            SendEof();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Reports the exit status (RFC 4254 §6.10); it must precede the close.</summary>
    /// <param name="status">The status.</param>
    /// <param name="cancellationToken">Not waited with: the message only joins the queue.</param>
    public ValueTask SendExitStatusAsync(uint status, CancellationToken cancellationToken = default) =>
        SendRequestAsync("exit-status", writer => writer.WriteUInt32(status), cancellationToken);

    /// <summary>Reports the signal that ended the program (RFC 4254 §6.10); it must precede the close.</summary>
    /// <param name="name">The signal without "SIG".</param>
    /// <param name="coreDumped">Whether it left a core dump.</param>
    /// <param name="message">An error message.</param>
    /// <param name="cancellationToken">Not waited with: the message only joins the queue.</param>
    public ValueTask SendExitSignalAsync(
        string name, bool coreDumped, string message, CancellationToken cancellationToken = default) =>
        SendRequestAsync(
            "exit-signal",
            writer =>
            {
                writer.WriteText(name);
                writer.WriteBoolean(coreDumped);
                writer.WriteText(message);
                writer.WriteText("");
            },
            cancellationToken);

    /// <summary>Sends a request that wants no reply, such as signal or window-change.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Not waited with: the message only joins the queue.</param>
    public ValueTask SendAsync(ChannelRequest request, CancellationToken cancellationToken = default) =>
        SendRequestAsync(request.Type, writer => ChannelRequestCodec.Write(writer, request), cancellationToken);

    /// <summary>Sends a request and waits for the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <returns>True on CHANNEL_SUCCESS; false on CHANNEL_FAILURE.</returns>
    /// <exception cref="ChannelClosedException">The channel ended before the answer came.</exception>
    public async ValueTask<bool> RequestAsync(ChannelRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<bool> reply;
        lock (_sync)
        {
            ThrowIfClosed();
            reply = _replies.Add();
            SendRequest(request.Type, wantReply: true, writer => ChannelRequestCodec.Write(writer, request));
        }

        return await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the channel after what was written; what was not read is dropped. Does nothing the second time.</summary>
    /// <param name="cancellationToken">Not looked at: a channel can always be closed, and the message only joins the queue.</param>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        _ = cancellationToken;
        Close();
        return ValueTask.CompletedTask;
    }

    internal void Close()
    {
        _inbound.Discard();
        _inbound.End(closed: true);
        lock (_sync)
        {
            SendEof();
            SendClose();
        }
    }

    /// <summary>Both numbers are known: data may flow.</summary>
    internal void Confirm(uint remoteId, uint window, uint maxPacket)
    {
        RemoteId = remoteId;
        _maxPacket = (int)Math.Min(maxPacket, (uint)_limits.ChannelPacket);
        _outbound.TryAdd(window);
    }

    /// <summary>Answers a request of the peer; dropped when the channel is closed.</summary>
    internal void Reply(bool success) => SendControl(writer =>
    {
        writer.WriteMessageId(success ? MessageId.ChannelSuccess : MessageId.ChannelFailure);
        writer.WriteUInt32(RemoteId);
    });

    internal void OnData(bool isError, ReadOnlySpan<byte> data)
    {
        lock (_sync)
        {
            // Charged also when it is dropped: the peer has spent the credit.
            _window.Charge(data.Length);
            if (_eofReceived || _closeReceived)
            {
                return;
            }
        }

        if (_inbound.Append(isError, data))
        {
            _transport.WakeLater(_inbound);
        }
    }

    /// <summary>Data of no stream that we know: charged, and its credit given back at once.</summary>
    internal void OnDropped(int length)
    {
        lock (_sync)
        {
            _window.Charge(length);
        }

        OnConsumed(length);
    }

    internal void OnWindowAdjust(uint credit)
    {
        if (!_outbound.TryAdd(credit))
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A window would pass 2^32-1.");
        }
    }

    internal void OnEof()
    {
        lock (_sync)
        {
            _eofReceived = true;
        }

        _inbound.End(closed: false);
    }

    /// <summary>The peer throws our data away (eow@openssh.com, PROTOCOL 2.1): it ends here, and all else goes on.</summary>
    internal void OnEndOfWrite()
    {
        _isUnwanted = true;
        _outbound.Close();
    }

    /// <summary>The peer closed: answered at once, while what it sent before can still be read.</summary>
    internal void OnClose()
    {
        lock (_sync)
        {
            _closeReceived = true;
            SendClose();
        }

        Finish("The peer closed the channel.");
    }

    /// <summary>CHANNEL_SUCCESS or CHANNEL_FAILURE; false if nobody asked.</summary>
    internal bool OnReply(bool success)
    {
        lock (_sync)
        {
            return _replies.TryComplete(success);
        }
    }

    internal void OnExit(ChannelExit exit) => _exit.TrySetResult(exit);

    /// <summary>The connection is over.</summary>
    internal void OnConnectionClosed(string reason)
    {
        lock (_sync)
        {
            _eofSent = _closeSent = _closeReceived = _isShut = true;
        }

        Finish(reason);
    }

    private void Finish(string reason)
    {
        _inbound.End(closed: true);
        _outbound.Close();
        _exit.TrySetResult(null);
        lock (_sync)
        {
            _replies.Fail(reason);
        }

        _closed.TrySetResult();
    }

    private async ValueTask WriteAsync(bool isError, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        while (!data.IsEmpty)
        {
            var length = _outbound.Take(Math.Min(data.Length, _maxPacket), out var more);
            if (_isShut)
            {
                throw new ChannelClosedException("The channel takes no more data.");
            }

            if (_isUnwanted)
            {
                return;
            }

            if (length == 0)
            {
                await more.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            try
            {
                await _transport.SendDataAsync(new DataHead(this, isError), data[..length], cancellation)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It was not sent.
                _outbound.TryAdd((uint)length);
                throw;
            }

            data = data[length..];
        }
    }

    private void OnConsumed(int length)
    {
        lock (_sync)
        {
            var credit = _window.Consume(length);
            if (credit > 0 && !_eofReceived && !_closeReceived && !_closeSent)
            {
                _transport.Send(WindowAdjust((uint)credit));
            }
        }
    }

    private byte[] WindowAdjust(uint credit) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelWindowAdjust);
        writer.WriteUInt32(RemoteId);
        writer.WriteUInt32(credit);
    });

    private ValueTask SendRequestAsync(string type, Action<SshWriter> fields, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_sync)
        {
            ThrowIfClosed();
            SendRequest(type, wantReply: false, fields);
        }

        return ValueTask.CompletedTask;
    }

    // RFC 4254 §5.4: byte 98, uint32 recipient channel, string type, boolean want_reply, fields.
    private void SendRequest(string type, bool wantReply, Action<SshWriter> fields) => _transport.Send(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelRequest);
        writer.WriteUInt32(RemoteId);
        writer.WriteText(type);
        writer.WriteBoolean(wantReply);
        fields(writer);
    });

    private void SendControl(Action<SshWriter> write)
    {
        lock (_sync)
        {
            if (!_closeSent)
            {
                _transport.Send(write);
            }
        }
    }

    private void SendEof()
    {
        if (!_eofSent && !_closeSent)
        {
            _eofSent = _isShut = true;
            SendNumbered(MessageId.ChannelEof);
        }
    }

    private void SendClose()
    {
        if (_closeSent)
        {
            return;
        }

        // In this order: data that waits for room asks the gate before it is sealed.
        _isShut = true;
        _closeSent = true;
        SendNumbered(MessageId.ChannelClose);
        _outbound.Close();
    }

    private void SendNumbered(MessageId message) => _transport.Send(writer =>
    {
        writer.WriteMessageId(message);
        writer.WriteUInt32(RemoteId);
    });

    private void ThrowIfClosed()
    {
        if (_closeSent)
        {
            throw new ChannelClosedException("The channel is closed.");
        }
    }
}
