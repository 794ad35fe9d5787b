namespace SshGate.Recording;

/// <summary>
/// Cuts a recording into its raw lines, line feeds included, in bounded memory. The file may still grow: a line counts
/// once its line feed is there. Not thread-safe; owns its stream.
/// </summary>
internal sealed class LineScanner(string path) : IDisposable
{
    /// <summary>The writer's longest event, 2 MiB, with every byte escaped to six; more is no line of ours.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    private readonly FileStream _stream = new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        // The writer may be at work.
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>The number of the line that was read last; the first is 1.</summary>
    public long Line { get; private set; }

    /// <summary>After the last line: the bytes of a line without its end.</summary>
    public ReadOnlyMemory<byte> Torn => _buffer.AsMemory(_start.._end);

    /// <summary>True if a line was longer than <see cref="MaxLine"/>; nothing is read after it.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next whole line, valid until the next call; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var feed = _buffer.AsSpan(_searched.._end).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var line = _buffer.AsMemory(_start..(_searched + feed + 1));
                _start = _searched = _searched + feed + 1;
                Line++;
                return line;
            }

            _searched = _end;
            if (!MakeRoom())
            {
                TooLong = true;
                return null;
            }

            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    public void Dispose() => _stream.Dispose();

    private bool MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return true;
        }

        var length = _end - _start;
        if (length >= MaxLine)
        {
            return false;
        }

        var target = length > _buffer.Length / 2 ? new byte[Math.Min(2 * _buffer.Length, MaxLine)] : _buffer;
        _buffer.AsSpan(_start.._end).CopyTo(target);
        (_buffer, _start, _end, _searched) = (target, 0, length, length);
        return true;
    }
}
