using System.Buffers;
using System.Threading.Tasks.Sources;

namespace SshGate.Ssh.Connection;

/// <summary>
/// What a channel has received and its consumer has not taken: at most the granted window, so the read loop never waits.
/// One consumer. A piece handed out stays in its segment until the next read, which gives its bytes back as credit.
/// </summary>
internal sealed class InboundBuffer(Action<int> onConsumed) : IValueTaskSource<ChannelRead>
{
    /// <summary>Two full packets.</summary>
    private const int SegmentLength = 64 * 1024;

    private readonly Lock _sync = new();
    private readonly Queue<byte[]> _segments = new();

    // Lengths of the runs of one stream in order of arrival, negative for the error stream, and the run still growing.
    // Four bytes per run keep the worst case, both streams in turn by single bytes, within a few windows.
    private readonly Queue<int> _runs = new();
    private ManualResetValueTaskSourceCore<ChannelRead> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _openRun;
    private int _headUsed;
    private byte[]? _tail;
    private int _headStart;
    private int _tailEnd;
    private int _taken;
    private ChannelRead _found;
    private bool _waiting;
    private bool _eof;
    private bool _eofRead;
    private bool _closed;
    private bool _discarded;

    private int HeadRun => _runs.TryPeek(out var run) ? run : _openRun;

    /// <summary>Keeps a copy of <paramref name="data"/>. The caller has charged it to the window.</summary>
    /// <returns>Whether the consumer waits for this: the caller then has to <see cref="Wake"/> it.</returns>
    public bool Append(bool isError, ReadOnlySpan<byte> data)
    {
        lock (_sync)
        {
            if (_discarded || _eof || _closed || data.IsEmpty)
            {
                return false;
            }

            AddRun(isError, data.Length);
            Copy(data);
            if (!TryWake(out var read))
            {
                return false;
            }

            // Nobody touches it until the consumer has it and waits anew.
            _found = read;
            return true;
        }
    }

    /// <summary>Gives the consumer what it waits for.</summary>
    /// <param name="here">Whether the consumer goes on on this thread, until it waits again.</param>
    public void Wake(bool here)
    {
        _core.RunContinuationsAsynchronously = !here;
        _core.SetResult(_found);
    }

    /// <summary>No more data; what is buffered can still be read.</summary>
    public void End(bool closed)
    {
        ChannelRead read;
        lock (_sync)
        {
            _eof |= !closed;
            _closed |= closed;
            if (!TryWake(out read))
            {
                return;
            }
        }

        _core.RunContinuationsAsynchronously = true;
        _core.SetResult(read);
    }

    /// <summary>Nobody reads any more: drops what is buffered and what still comes.</summary>
    public void Discard()
    {
        lock (_sync)
        {
            // A piece that is handed out keeps its segment, which the collector then takes.
            _discarded = true;
            if (_taken == 0)
            {
                while (_segments.TryDequeue(out var segment))
                {
                    ArrayPool<byte>.Shared.Return(segment);
                }
            }

            _segments.Clear();
            _runs.Clear();
            _openRun = 0;
            _headUsed = 0;
            _headStart = 0;
            _tail = null;
            _taken = 0;
        }
    }

    public ValueTask<ChannelRead> ReadAsync(CancellationToken cancellation)
    {
        int credit;
        ChannelRead read;
        bool ready;
        bool waits;
        lock (_sync)
        {
            if (_waiting)
            {
                throw new InvalidOperationException("A channel has one reader.");
            }

            credit = ReleaseTaken();
            ready = TryTake(out read);
            waits = !ready && !cancellation.IsCancellationRequested;
            if (waits)
            {
                _core.Reset();
                _waiting = true;
            }
        }

        if (credit > 0)
        {
            onConsumed(credit);
        }

        if (ready)
        {
            return new ValueTask<ChannelRead>(read);
        }

        if (!waits)
        {
            return ValueTask.FromCanceled<ChannelRead>(cancellation);
        }

        var version = _core.Version;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static state => ((InboundBuffer)state!).Cancel(), this);
        return new ValueTask<ChannelRead>(this, version);
    }

    ChannelRead IValueTaskSource<ChannelRead>.GetResult(short token)
    {
        // Waits for a cancellation under way, so that it cannot hit the next read.
        _registration.Dispose();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<ChannelRead>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ChannelRead>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        lock (_sync)
        {
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        _core.RunContinuationsAsynchronously = true;
        _core.SetException(new OperationCanceledException(_cancellation));
    }

    private bool TryWake(out ChannelRead read)
    {
        read = default;
        if (!_waiting || !TryTake(out read))
        {
            return false;
        }

        _waiting = false;
        return true;
    }

    private bool TryTake(out ChannelRead read)
    {
        if (HeadRun is var run && run != 0)
        {
            var length = Math.Min(Math.Abs(run) - _headUsed, SegmentLength - _headStart);
            read = new ChannelRead(
                run < 0 ? ChannelReadKind.ExtendedData : ChannelReadKind.Data,
                _segments.Peek().AsMemory(_headStart, length));
            _taken = length;
            return true;
        }

        if (_eof && !_eofRead)
        {
            _eofRead = true;
            read = new ChannelRead(ChannelReadKind.Eof, default);
            return true;
        }

        read = new ChannelRead(ChannelReadKind.Closed, default);
        return _closed;
    }

    private int ReleaseTaken()
    {
        var taken = _taken;
        if (taken == 0)
        {
            return 0;
        }

        _taken = 0;
        _headUsed += taken;
        if (_headUsed == Math.Abs(HeadRun))
        {
            _headUsed = 0;
            if (!_runs.TryDequeue(out _))
            {
                _openRun = 0;
            }
        }

        _headStart += taken;
        if (_headStart == SegmentLength || HeadRun == 0)
        {
            var segment = _segments.Dequeue();
            _tail = ReferenceEquals(_tail, segment) ? null : _tail;
            ArrayPool<byte>.Shared.Return(segment);
            _headStart = 0;
        }

        return taken;
    }

    private void AddRun(bool isError, int length)
    {
        if (_openRun != 0 && (_openRun < 0) != isError)
        {
            _runs.Enqueue(_openRun);
            _openRun = 0;
        }

        _openRun += isError ? -length : length;
    }

    private void Copy(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_tail is null || _tailEnd == SegmentLength)
            {
                _tail = ArrayPool<byte>.Shared.Rent(SegmentLength);
                _segments.Enqueue(_tail);
                _tailEnd = 0;
            }

            var length = Math.Min(data.Length, SegmentLength - _tailEnd);
            data[..length].CopyTo(_tail.AsSpan(_tailEnd));
            _tailEnd += length;
            data = data[length..];
        }
    }
}
