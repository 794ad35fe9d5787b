using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// One connection's RFC 4253, for both sides: the version exchange, the read loop, the write loop and the end. The read
/// loop routes each message by <see cref="MessageTable"/> and never waits for anything but the pipe and, when the peer has
/// to be silent, a signature. Owns the pipe from <see cref="Start"/> on.
/// </summary>
internal sealed class SshTransport : IDisposable
{
    /// <summary>A peer that never pauses gives its thread, of which the pool has few, to others after this many reads.</summary>
    private const int ReadsPerTurn = 16;

    /// <summary>
    /// Consumers go on on the read loop's own thread when no more than this came: a keystroke is worth less than waking a thread for it.
    /// More is worth a second core.
    /// </summary>
    private const int MaxServedHere = 16 * 1024;

    private readonly IDuplexPipe _pipe;
    private readonly TransportOptions _options;
    private readonly ITransportHandler _handler;
    private readonly PacketReader _reader;
    private readonly PacketWriter _writer;
    private readonly KexMachine _kex;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<SshDisconnect> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Task> _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WakeList _toWake = new();
    private readonly ConnectionTimers _timers;
    private IDisposable? _ticks;
    private SshDisconnect? _cause;
    private int _phase = (int)SshPhase.KeyExchange;
    private volatile bool _mayRekey;

    public SshTransport(IDuplexPipe pipe, TransportOptions options, ITransportHandler handler)
    {
        _pipe = pipe;
        _options = options;
        _handler = handler;
        _reader = new PacketReader(options.Limits);
        _writer = new PacketWriter(pipe.Output, options.Limits);
        _kex = new KexMachine(options, _reader, _writer);
        Stopping = _stop.Token;
        _timers = new ConnectionTimers(options.Limits, options.Time);
    }

    /// <summary>Ends when both loops and all tasks of the handler ended; never fails.</summary>
    public Task<SshDisconnect> Completion => _completion.Task;

    /// <summary>Cancelled when the connection begins to end.</summary>
    public CancellationToken Stopping { get; }

    public KexMachine Kex => _kex;

    public SshPhase Phase => (SshPhase)Volatile.Read(ref _phase);

    /// <summary>Why the connection ended, or null while it runs.</summary>
    public SshDisconnect? Cause => Volatile.Read(ref _cause);

    /// <summary>
    /// Starts the loops, which this object owns; they end with <see cref="Completion"/>. Nothing of them runs on the caller:
    /// a peer whose bytes are always there before we ask would keep the accepting loop for itself.
    /// </summary>
    public void Start()
    {
        _ticks = SharedTicks.Start(_options.Time, Tick);
        _ = Task.Run(RunAsync);
    }

    /// <summary>Opens the next phase to the peer, and then tells it so with <paramref name="announcement"/>, if there is one.</summary>
    public void Enter(SshPhase phase, params ReadOnlySpan<byte> announcement)
    {
        if (phase == SshPhase.Connection)
        {
            _reader.Trust();
            _writer.RaiseLimit();
            (_pipe as IGrowingPipe)?.Grow();
        }

        Volatile.Write(ref _phase, (int)phase);
        if (!announcement.IsEmpty)
        {
            Send(announcement);
        }

        // Only now: a KEXINIT must not overtake the news of the login.
        _mayRekey = phase == SshPhase.Connection;
    }

    /// <summary>Sends a message; never waits. A peer that lets too much pile up loses the connection.</summary>
    public void Send(ReadOnlySpan<byte> payload)
    {
        try
        {
            _writer.Send(payload);
        }
        catch (SshProtocolException e)
        {
            End(new SshDisconnect(e.Reason, e.Message, ByPeer: false));
        }

        RekeyIfSpent();
    }

    public void Send(Action<SshWriter> write) => Send(SshWriter.ToArray(write));

    /// <summary>Sends channel data once there is room for it.</summary>
    public ValueTask SendDataAsync(DataHead head, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        _timers.OnTraffic();
        RekeyIfSpent();
        return _writer.SendDataAsync(head, data, cancellation);
    }

    /// <summary>For the handler, within a message: lets the consumer of <paramref name="buffer"/> go on soon.</summary>
    public void WakeLater(InboundBuffer buffer) => _toWake.Add(buffer);

    /// <summary>Ends the connection with SSH_MSG_DISCONNECT; the first cause wins.</summary>
    public void Disconnect(DisconnectReason reason, string text) => End(new SshDisconnect(reason, text, ByPeer: false));

    /// <summary>Called by the run at its end; also fit for a transport that was never started.</summary>
    public void Dispose()
    {
        _ticks?.Dispose();
        _kex.Dispose();
        _reader.Dispose();
        _writer.Dispose();
        _abort.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var writing = Task.CompletedTask;
        try
        {
            var version = VersionExchange.OwnVersion(_options.SoftwareVersion);
            _kex.OwnVersion = Encoding.ASCII.GetBytes(version);

            // Not waited for: two sides that each wait until the other reads would wait for ever.
            writing = WriteAsync(version);
            _kex.Begin();
            _kex.PeerVersion = await VersionExchange.ReadAsync(_pipe.Input, _options.Role, Stopping).ConfigureAwait(false);
            Log.PeerVersion(_options.Logger, PeerText.Escape(_kex.PeerVersion));
            await ReadAsync(Stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(LinkEnd.Classify(e, _options.Logger));
        }

        var cause = _cause!;
        await GuardAsync(() => Task.Run(() => _handler.OnClosing(cause))).ConfigureAwait(false);
        await GuardAsync(() => LinkEnd.CloseAsync(_pipe, writing, _abort, _options)).ConfigureAwait(false);
        await GuardAsync(() => _handler.DrainAsync().AsTask()).ConfigureAwait(false);
        await GuardAsync(async () => await (await _stopping.Task.ConfigureAwait(false)).ConfigureAwait(false))
            .ConfigureAwait(false);
        Dispose();
        Log.ConnectionEnded(_options.Logger, cause.Reason, cause.Text, cause.ByPeer);
        _completion.SetResult(cause);
    }

    // A step of the end may fail, in foreign code too. The others still run, or the connection would count for ever.
    private async Task GuardAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.ConnectionFault(_options.Logger, e);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var reading = _pipe.Input.ReadAsync(cancellation);
            for (var reads = 1; ; reads = (reads + 1) % ReadsPerTurn)
            {
                if (reads == 0)
                {
                    await Task.Yield();
                }

                var result = await reading.ConfigureAwait(false);
                var buffer = result.Buffer;
                var length = buffer.Length;
                try
                {
                    while (!cancellation.IsCancellationRequested && _reader.TryRead(ref buffer, out var payload))
                    {
                        await DispatchAsync(payload, cancellation).ConfigureAwait(false);
                    }
                }
                finally
                {
                    _pipe.Input.AdvanceTo(buffer.Start, buffer.End);
                }

                _timers.OnRead();
                RekeyIfSpent();
                if (result.IsCompleted)
                {
                    throw new EndOfStreamException();
                }

                reading = _pipe.Input.ReadAsync(cancellation);
                _toWake.Wake(here: length <= MaxServedHere);
            }
        }
        finally
        {
            _toWake.Wake(here: false);
        }
    }

    private ValueTask DispatchAsync(Memory<byte> payload, CancellationToken cancellation)
    {
        var message = (MessageId)payload.Span[0];
        if (_kex.DropsGuess(message))
        {
            return ValueTask.CompletedTask;
        }

        switch (MessageTable.Route(_options.Role, Phase, _kex.Phase, _kex.IsStrictNow, message))
        {
            case PacketRoute.Connection:
                if (message >= MessageId.ChannelOpen)
                {
                    _timers.OnTraffic();
                }

                _handler.OnConnection(message, payload);
                break;
            case PacketRoute.Authentication:
                try
                {
                    _handler.OnAuthentication(message, payload.Span);
                }
                finally
                {
                    // It may hold a password, and the pipe's memory goes back to a pool.
                    CryptographicOperations.ZeroMemory(payload.Span);
                }

                break;
            case PacketRoute.KexInit:
                _kex.OnKexInit(payload.Span);
                break;
            case PacketRoute.KexMethod:
                return _kex.OnMethodMessageAsync(payload, cancellation);
            case PacketRoute.NewKeys:
                OnNewKeys(payload.Span);
                break;
            case PacketRoute.ServiceRequest or PacketRoute.ServiceAccept:
                _handler.OnService(payload.Span);
                break;
            case PacketRoute.ExtInfo:
                _handler.OnExtInfo(payload.Span);
                break;
            case PacketRoute.Ping:
                OnPing(payload.Span);
                break;
            case PacketRoute.Disconnect:
                End(SshDisconnect.Read(payload.Span));
                break;
            case PacketRoute.Unimplemented:
                var sequence = unchecked(_reader.Sequence - 1);
                Send(writer =>
                {
                    writer.WriteMessageId(MessageId.Unimplemented);
                    writer.WriteUInt32(sequence);
                });
                break;
            case PacketRoute.Ignored:
                break;
            case PacketRoute.Forbidden:
                throw new SshProtocolException(
                    DisconnectReason.ProtocolError, $"Message {(byte)message} is not allowed in this state.");
        }

        return ValueTask.CompletedTask;
    }

    private void OnNewKeys(ReadOnlySpan<byte> payload)
    {
        var message = new SshReader(payload);
        message.ReadByte();
        message.End();

        var isFirst = !_kex.IsDone;
        _kex.OnNewKeys();
        _timers.OnKeysChanged();
        Log.KeysChanged(_options.Logger, _kex.Algorithms!);
        if (isFirst)
        {
            Enter(SshPhase.Service);
            _handler.OnFirstKeys();
        }
    }

    // OpenSSH PROTOCOL 1.9: byte 192, string data -> byte 193, string data.
    private void OnPing(ReadOnlySpan<byte> payload)
    {
        var message = new SshReader(payload);
        message.ReadByte();
        var data = message.ReadString().ToArray();
        message.End();
        Send(writer =>
        {
            writer.WriteMessageId(MessageId.Pong);
            writer.WriteString(data);
        });
    }

    private void RekeyIfSpent()
    {
        // Before the login the budget cannot be reached, and a key exchange is not legal then.
        if (_mayRekey && (_writer.KeyIsSpent || _reader.KeyIsSpent))
        {
            _kex.Begin();
        }
    }

    private void Tick()
    {
        try
        {
            if (_timers.Exceeded(Phase) is { } end)
            {
                End(end);
            }
            else if (_kex.IsOverdue())
            {
                Disconnect(DisconnectReason.KeyExchangeFailed, "The key exchange took too long.");
            }
            else if (_mayRekey)
            {
                if (_timers.KeysAreOld)
                {
                    _kex.Begin();
                }

                _handler.OnTick(_timers.Silence);
            }
        }
        catch (Exception e)
        {
            End(LinkEnd.Classify(e, _options.Logger));
        }
    }

    private async Task WriteAsync(string version)
    {
        try
        {
            await VersionExchange.WriteAsync(_pipe.Output, version, _abort.Token).ConfigureAwait(false);
            await _writer.RunAsync(_abort.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(LinkEnd.Classify(e, _options.Logger));
        }

        End(new SshDisconnect(DisconnectReason.ConnectionLost, "The peer stopped reading.", ByPeer: true));
    }

    private void End(SshDisconnect cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null)
        {
            return;
        }

        try
        {
            var tellsPeer = !cause.ByPeer && cause.Reason != DisconnectReason.ConnectionLost;
            _writer.Close(tellsPeer ? cause.ToMessage() : default);
        }
        finally
        {
            // Asynchronous, because the caller may hold the lock of a channel. The run waits for this: it must not dispose
            // of what another thread is about to cancel.
            _stopping.SetResult(_stop.CancelAsync());
        }
    }
}
