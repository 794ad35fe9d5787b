using System.Buffers.Binary;
using System.IO.Pipelines;
using SshGate.Ssh.Transport.Ciphers;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The sending half of RFC 4253 §6. Any thread seals its packet under the lock, straight into the output queue, so packets
/// leave in the order of their sequence numbers. One at a time moves the queue into the pipe: who sends data does it at once where
/// nobody else does, and a loop does the rest; everything sealed while a write is under way goes out with the next one.
/// Data waits while the queue is full or a key exchange runs. Everything else never waits, because the read loop sends it:
/// during a key exchange it is kept back (RFC 4253 §7.1), and a peer that lets too much pile up loses the connection.
/// </summary>
internal sealed class PacketWriter : IDisposable
{
    /// <summary>Data waits above this: two chunks keep the link busy while the next one is sealed.</summary>
    private const int DataHighWater = 256 * 1024;

    private readonly Lock _sync = new();
    private readonly SshLimits _limits;
    private readonly OutputQueue _queue = new();
    private readonly OutputPump _pump;
    private readonly Queue<byte[]> _held = new();
    private PacketSealer _sealer = new PlainSealer();
    private TaskCompletionSource? _room;
    private KeyUsage _usage;
    private uint _sequence;
    private int _heldBytes;
    private bool _kexRuns;
    private bool _holds;
    private bool _closed;
    private int _maxWaiting;

    public PacketWriter(PipeWriter output, SshLimits limits)
    {
        _limits = limits;
        _maxWaiting = limits.MaxQueuedOutputBeforeLogin;
        _pump = new OutputPump(output, _queue, _sync, OnWritten);
    }

    /// <summary>Whether the sending key has carried its share; a guess that the next packet corrects.</summary>
    public bool KeyIsSpent { get; private set; }

    /// <summary>Whether a key exchange is under way, from our KEXINIT until both sides changed keys.</summary>
    public bool KexRuns
    {
        get
        {
            lock (_sync)
            {
                return _kexRuns;
            }
        }
    }

    /// <summary>The peer has logged in and may leave more unread, channel data included.</summary>
    public void RaiseLimit()
    {
        lock (_sync)
        {
            _maxWaiting = DataHighWater + _limits.MaxQueuedOutput;
            _queue.Grow();
        }
    }

    /// <summary>Sends a message that is no channel data. Never waits; after the end it does nothing.</summary>
    /// <exception cref="SshProtocolException">The peer does not read and too much waits for it.</exception>
    public void Send(ReadOnlySpan<byte> payload)
    {
        lock (_sync)
        {
            if (_closed)
            {
                return;
            }

            if (_queue.Pending + _heldBytes + payload.Length > _maxWaiting)
            {
                throw new SshProtocolException(
                    DisconnectReason.ByApplication, "The peer does not read; too much output waits for it.");
            }

            if (_holds)
            {
                _held.Enqueue(payload.ToArray());
                _heldBytes += payload.Length;
                return;
            }

            Emit(payload, default);
        }

        _pump.Wake();
    }

    /// <summary>Sends channel data: <paramref name="head"/> and then <paramref name="data"/> in one packet, or nothing if the channel is shut.</summary>
    public ValueTask SendDataAsync(DataHead head, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        Task room;
        OutputChunk chunk;
        lock (_sync)
        {
            if (!TryEmitData(head, data.Span))
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return SendDataWhenRoomAsync(room, head, data, cancellation);
            }

            if (!_pump.TryBegin(out chunk))
            {
                // The write under way, or the loop, takes it along.
                return ValueTask.CompletedTask;
            }
        }

        _pump.Write(chunk);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends our KEXINIT unless a key exchange runs; from here on other messages are held back.</summary>
    public bool TryBeginKex(Func<byte[]> kexInit)
    {
        lock (_sync)
        {
            if (_kexRuns || _closed)
            {
                return false;
            }

            _kexRuns = true;
            _holds = true;
            Emit(kexInit(), default);
        }

        _pump.Wake();
        return true;
    }

    /// <summary>Sends a message of the transport itself, also while others are held back.</summary>
    public void SendTransport(ReadOnlySpan<byte> payload)
    {
        lock (_sync)
        {
            if (!_closed)
            {
                Emit(payload, default);
            }
        }

        _pump.Wake();
    }

    /// <summary>
    /// Sends NEWKEYS, changes the key (RFC 4253 §7.3) and lets go what was held back, after <paramref name="first"/>.
    /// </summary>
    /// <param name="sealer">The new key; owned by the writer from here.</param>
    /// <param name="resetSequence">Strict key exchange: the sequence number starts again.</param>
    /// <param name="first">EXT_INFO, which must be the first message under the key (RFC 8308 §2.4), or nothing.</param>
    public void ChangeKeys(PacketSealer sealer, bool resetSequence, ReadOnlySpan<byte> first)
    {
        lock (_sync)
        {
            if (_closed)
            {
                sealer.Dispose();
                return;
            }

            Emit([(byte)MessageId.NewKeys], default);
            _sealer.Dispose();
            _sealer = sealer;
            _sequence = resetSequence ? 0 : _sequence;
            _usage = default;
            KeyIsSpent = false;
            if (!first.IsEmpty)
            {
                Emit(first, default);
            }

            _holds = false;
            while (_held.TryDequeue(out var payload))
            {
                Emit(payload, default);
            }

            _heldBytes = 0;
            ReleaseWaiters();
        }

        _pump.Wake();
    }

    /// <summary>Both sides changed keys: the next key exchange may begin.</summary>
    public void EndKex()
    {
        lock (_sync)
        {
            _kexRuns = false;
        }
    }

    /// <summary>Sends <paramref name="last"/> (DISCONNECT or nothing); the loop ends once the queue is written.</summary>
    public void Close(ReadOnlySpan<byte> last)
    {
        lock (_sync)
        {
            if (!_closed && !last.IsEmpty)
            {
                Emit(last, default);
            }

            _closed = true;
            ReleaseWaiters();
        }

        _pump.Close();
    }

    /// <summary>Moves the queue into the pipe until <see cref="Close"/> or until the peer stops taking.</summary>
    public Task RunAsync(CancellationToken cancellation) => _pump.RunAsync(cancellation);

    public void Dispose()
    {
        Close(default);
        lock (_sync)
        {
            _sealer.Dispose();
            while (_queue.TryTake(out var chunk))
            {
                _queue.Release(chunk);
            }
        }
    }

    private async ValueTask SendDataWhenRoomAsync(
        Task room, DataHead head, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        while (true)
        {
            await room.WaitAsync(cancellation).ConfigureAwait(false);
            lock (_sync)
            {
                if (TryEmitData(head, data.Span))
                {
                    _pump.Wake();
                    return;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }
        }
    }

    private bool TryEmitData(DataHead head, ReadOnlySpan<byte> data)
    {
        if (_closed || head.Gate.IsShut)
        {
            return true;
        }

        if (_holds || _queue.Pending >= DataHighWater)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[DataHead.MaxLength];
        Emit(bytes[..head.Write(bytes, data.Length)], data);
        return true;
    }

    // RFC 4253 §6: uint32 packet_length, byte padding_length, payload, random padding, mac.
    private void Emit(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var payload = head.Length + body.Length;
        var block = _sealer.BlockSize;
        var padding = block - (((_sealer.LengthIsSealed ? 5 : 1) + payload) % block);
        padding = padding < 4 ? padding + block : padding;
        var length = 1 + payload + padding;

        var room = _queue.Reserve(4 + length + _sealer.TagSize);
        BinaryPrimitives.WriteUInt32BigEndian(room, (uint)length);
        room[4] = (byte)padding;
        head.CopyTo(room[5..]);
        body.CopyTo(room[(5 + head.Length)..]);
        PacketPadding.Fill(room.Slice(5 + payload, padding));
        _sealer.Seal(_sequence, room[..(4 + length)], room[(4 + length)..]);

        _sequence = unchecked(_sequence + 1);
        _usage.Count(room.Length);
        KeyIsSpent = _usage.IsSpent(_limits);
    }

    // Within the lock, when a chunk is written.
    private void OnWritten()
    {
        if (!_holds && _queue.Pending < DataHighWater)
        {
            ReleaseWaiters();
        }
    }

    private void ReleaseWaiters()
    {
        _room?.SetResult();
        _room = null;
    }
}
