using System.Buffers;
using System.Text;

namespace SshGate.Recording;

/// <summary>
/// What is written, line by line: knows the format and the chain, and nothing of files, threads or clocks.
/// Lines collect in <see cref="Pending"/> until they are taken. Not thread-safe: the writer holds its lock around it.
/// </summary>
internal sealed class RecordingLines : IDisposable
{
    private readonly RecordingChain _chain = new();
    private readonly OutputTrace _output;
    private readonly OutputTrace _error;
    private readonly bool _feedsReturn;
    private OutputSource _stream = OutputSource.Output;
    private TimeSpan _time;
    private long _events;

    public RecordingLines(RecordingHeader header)
    {
        _feedsReturn = !header.HasTerminal;
        _output = new OutputTrace(Emit);
        _error = new OutputTrace(Emit);
        HeaderLine.Write(Pending, header);
        _chain.Append(Pending.WrittenSpan);
        Link(TimeSpan.Zero);
    }

    /// <summary>Lines made and not yet taken.</summary>
    public ArrayBufferWriter<byte> Pending { get; private set; } = new();

    /// <summary>True if there are lines after the last link.</summary>
    public bool HasUnlinked => _chain.Marks.Count > 1;

    /// <summary>Takes the pending lines in exchange for an empty buffer.</summary>
    public ArrayBufferWriter<byte> Take(ArrayBufferWriter<byte> empty)
    {
        var taken = Pending;
        Pending = empty;
        return taken;
    }

    public void Output(TimeSpan time, OutputSource stream, ReadOnlySpan<byte> bytes)
    {
        _time = time;
        Switch(stream);
        (stream == OutputSource.Error ? _error : _output).Write(bytes);
    }

    public void Event(TimeSpan time, string code, string data)
    {
        _time = time;
        Emit(code, Encoding.UTF8.GetBytes(data));
    }

    /// <summary>Links all lines so far to the chain.</summary>
    public void Link(TimeSpan time)
    {
        var data = Encoding.ASCII.GetBytes(ChainLink.Of(_chain).ToString());
        _chain.ForgetMarks();
        var start = Pending.WrittenCount;
        EventLine.Write(Pending, time, EventCodes.Link, data);
        _chain.Append(Pending.WrittenSpan[start..]);
    }

    public RecordingSeal Seal(TimeSpan time, string reason)
    {
        _time = time;
        End(OutputSource.Output, _output);
        End(OutputSource.Error, _error);
        if (HasUnlinked)
        {
            Link(time);
        }

        var seal = new RecordingSeal
        {
            Lines = _chain.Lines,
            Events = _events,
            Duration = TimeSpan.FromTicks(time.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond),
            Reason = reason,
            OutputBytes = _output.Length,
            OutputHash = _output.Hash,
            ErrorBytes = _error.Length,
            ErrorHash = _error.Hash,
            Digest = "",
        };
        return SealLine.Write(Pending, seal, _chain.Head);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private void End(OutputSource stream, OutputTrace trace)
    {
        if (trace.HasPartial)
        {
            Switch(stream);
            trace.End();
        }
    }

    private void Switch(OutputSource stream)
    {
        if (_stream != stream)
        {
            _stream = stream;
            Emit(EventCodes.Stream, stream == OutputSource.Error ? "stderr"u8 : "stdout"u8);
        }
    }

    private void Emit(string code, ReadOnlySpan<byte> data)
    {
        var start = Pending.WrittenCount;
        EventLine.Write(Pending, _time, code, data, _feedsReturn && code == EventCodes.Output);
        _chain.Append(Pending.WrittenSpan[start..]);
        _events++;
        // Never between the exact bytes and the text they stand for.
        if (_chain.Marks.Count >= ChainLink.MaxMarks - 1 && code != EventCodes.Bytes)
        {
            Link(_time);
        }
    }
}
