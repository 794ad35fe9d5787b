using System.Security.Cryptography;

namespace SshGate.Recording;

/// <summary>
/// Follows the chain line by line. Between two links it holds the marks of the lines it saw; the link says what they
/// should be, and the first that differs is the line that was changed. Not thread-safe.
/// </summary>
internal sealed class ChainCheck(RecordingHeader header) : IDisposable
{
    private readonly RecordingChain _chain = new();
    private readonly EventParser _parser = new(feedsReturn: !header.HasTerminal);
    private readonly IncrementalHash _output = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _error = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _outputBytes;
    private long _errorBytes;
    private long _events;
    private long _lastLink;
    private TimeSpan _time;
    private RecordingSeal? _seal;
    private RecordingVerification.Broken? _suspect;

    /// <summary>The first bad line, once it is known.</summary>
    public RecordingVerification.Broken? Broken { get; private set; }

    public void Header(ReadOnlySpan<byte> line) => _chain.Append(line);

    public void Line(ReadOnlyMemory<byte> line, long number)
    {
        if (_seal is not null)
        {
            Break(number, "the line stands after the seal");
            return;
        }

        var read = _parser.Parse(line, number);
        switch (read?.Code)
        {
            case EventCodes.Link:
                Link(read);
                break;
            case EventCodes.Seal:
                Seal(read, line.Span);
                return;
            case null:
                Suspect(number, "the line is no event");
                break;
            default:
                Count(read);
                break;
        }

        if (read is not null && Broken is null)
        {
            Time(read);
        }

        _chain.Append(line.Span);
        if (Broken is null && _chain.Marks.Count > ChainLink.MaxMarks)
        {
            Broken = _suspect;
            Break(number, $"a link of the chain is missing: the last one is on line {_lastLink}");
        }
    }

    /// <summary>The result, after the last whole line.</summary>
    public RecordingVerification End(int tornBytes)
    {
        if (Broken is null && tornBytes > 0 && _seal is not null)
        {
            Break(_chain.Lines + 2, $"{tornBytes} bytes stand after the seal");
        }

        if ((Broken ?? _suspect) is { } broken)
        {
            return broken;
        }

        if (_seal is not null)
        {
            return new RecordingVerification.Ok(_seal);
        }

        var remark = "there is no seal: the session still runs, its gate was stopped, or the end was cut off";
        return new RecordingVerification.Open(_lastLink, _chain.Lines,
            tornBytes > 0 ? $"{remark}; the last line is incomplete ({tornBytes} bytes)" : remark);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private void Link(RecordingEvent read)
    {
        var link = ChainLink.Parse(read.Data);
        if (link is null)
        {
            Suspect(read.Line, "the link of the chain cannot be read");
            return;
        }

        // The head proves the lines before; the marks only serve to name the one that does not fit.
        var isProven = link.Head == Convert.ToHexStringLower(_chain.Head);
        if (!isProven)
        {
            Compare(link, read.Line);
        }

        if (!isProven || link.Line != read.Line || !link.Marks.SequenceEqual(_chain.Marks))
        {
            Break(read.Line, "the link of the chain was changed");
        }

        Broken ??= _suspect;
        if (Broken is null)
        {
            _lastLink = read.Line;
            _chain.ForgetMarks();
        }
    }

    // The lines this link covers, as they are and as they were when it was written.
    private void Compare(ChainLink link, long number)
    {
        var (found, written) = (_chain.Marks, link.Marks);
        var first = number - found.Count;
        var same = 0;
        while (same < found.Count && same < written.Count && found[same] == written[same])
        {
            same++;
        }

        if (same == found.Count && same == written.Count)
        {
            return;
        }

        if (same == 0 && link.Line - written.Count > first)
        {
            // The link does not follow the one seen last: another one stood between, on the first line it covers.
            Broken = _suspect;
            Break(link.Line - written.Count, "the link of the chain on this line was changed or removed");
            return;
        }

        var line = first + same;
        var foundNext = same + 1 < found.Count ? found[same + 1] : null;
        var writtenNext = same + 1 < written.Count ? written[same + 1] : null;
        Break(line, (same < found.Count, same < written.Count) switch
        {
            (false, _) => "a line is missing before this one",
            (_, false) => "the line was inserted",
            _ when found[same] == writtenNext && foundNext == written[same] => "the line was swapped with the next one",
            _ when found[same] == writtenNext => "a line is missing before this one",
            _ when foundNext == written[same] => "the line was inserted",
            _ when written.Contains(found[same]) => "the line stood elsewhere",
            _ when found.Count != written.Count => "the line was changed, or lines were inserted or removed here",
            _ => "the line was changed",
        });
    }

    private void Seal(RecordingEvent read, ReadOnlySpan<byte> line)
    {
        var seal = SealLine.Parse(read.Data, out var head);
        Time(read);
        if ((Broken ??= _suspect) is not null)
        {
            return;
        }

        if (seal is null || !SealLine.Verify(line, _chain.Head))
        {
            // The seal alone is right for the head it names: then what it stands on was changed.
            var isConsistent = seal is not null && SealLine.IsHash(head)
                && SealLine.Verify(line, Convert.FromHexString(head));
            var before = _chain.Marks.Count > 1 ? _lastLink + 1 : _lastLink;
            Break(isConsistent ? before : read.Line,
                isConsistent ? "the lines before the seal are not those it was made for" : "the seal was changed");
        }
        else if (_chain.Marks.Count > 1 || seal.Lines != _chain.Lines || seal.Events != _events
            || seal.OutputBytes != _outputBytes || seal.OutputHash != HashOf(_output)
            || seal.ErrorBytes != _errorBytes || seal.ErrorHash != HashOf(_error))
        {
            Break(read.Line, "the seal does not agree with what the recording holds");
        }
        else
        {
            _seal = seal;
        }
    }

    private void Count(RecordingEvent read)
    {
        _events++;
        if (read.Code != EventCodes.Output)
        {
            return;
        }

        if (read.Source == OutputSource.Error)
        {
            _error.AppendData(read.Bytes.Span);
            _errorBytes += read.Bytes.Length;
        }
        else
        {
            _output.AppendData(read.Bytes.Span);
            _outputBytes += read.Bytes.Length;
        }
    }

    private void Time(RecordingEvent read)
    {
        if (read.Time < _time)
        {
            Suspect(read.Line, "the time goes backwards");
        }

        _time = read.Time;
    }

    // A line that looks wrong by itself. An earlier line may have been changed too: the next link tells.
    private void Suspect(long line, string reason) => _suspect ??= new RecordingVerification.Broken(line, reason);

    private void Break(long line, string reason) => Broken ??= new RecordingVerification.Broken(line, reason);

    private static string HashOf(IncrementalHash hash) => "sha256:" + Convert.ToHexStringLower(hash.GetCurrentHash());
}
