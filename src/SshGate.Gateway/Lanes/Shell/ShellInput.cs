using System.Buffers;
using System.Threading.Channels;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Ssh.Connection;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The agent's side of a managed shell: everything that comes from there waits here, in the gate, until somebody takes it. On a
/// terminal Ctrl-C is seen at once, also while a command runs, and what was typed before it is dropped, as a terminal does.
/// </summary>
/// <remarks>The pump writes, the lane reads; size and signals come from the channel's request queue. The lock guards all of it.</remarks>
internal sealed class ShellInput(bool hasTerminal)
{
    /// <summary>What may be typed ahead.</summary>
    public const int MaxPending = 64 * 1024;

    private readonly Lock _sync = new();
    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly Channel<bool> _changed = Pulse();
    private readonly Channel<bool> _room = Pulse();
    private readonly Channel<bool> _interrupts = Pulse();
    private ShellInputMode _mode;
    private TerminalSize? _resized;
    private bool _hasEnded;
    private bool _wasFlushed;
    private bool _hasOverflowed;
    private bool _skipsLine;

    /// <summary>Runs what an agent's input is for, with that input.</summary>
    public static async Task<CommandExit> ServeAsync(
        GateSession session, Func<ShellInput, Task<CommandExit>> body, CancellationToken cancellationToken)
    {
        var input = new ShellInput(session.Terminal is not null);
        session.Resized = input.Resize;
        session.Signalled = name =>
        {
            if (!input.Signal(name))
            {
                _ = session.KillAsync($"ended by the agent (signal {Terminal.Printable.Escape(name)})");
            }
        };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumping = input.PumpAsync(session.Channel.ReadAsync, over.Token);
        try
        {
            return await body(input);
        }
        finally
        {
            await over.CancelAsync();
            await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the agent's channel until its end; all the while the lane runs.</summary>
    public async Task PumpAsync(Func<CancellationToken, ValueTask<ChannelRead>> next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await next(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    await AcceptAsync(read.Data, cancellationToken);
                    break;
                case ChannelReadKind.ExtendedData:
                    break;
                default:
                    lock (_sync)
                    {
                        _hasEnded = true;
                    }

                    _changed.Writer.TryWrite(true);
                    return;
            }
        }
    }

    /// <summary>Waits until something is there that <see cref="Feed"/>, <see cref="Take"/> or <see cref="TakeResize"/> would give.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_sync)
            {
                if (_pending.WrittenCount > 0 || _hasEnded || _resized is not null)
                {
                    return;
                }
            }

            await _changed.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Whether nothing is left and nothing will come.</summary>
    public bool IsOver
    {
        get
        {
            lock (_sync)
            {
                return _hasEnded && _pending.WrittenCount == 0;
            }
        }
    }

    /// <summary>The new size of the agent's terminal, if it changed since this was last asked.</summary>
    public TerminalSize? TakeResize()
    {
        lock (_sync)
        {
            var size = _resized;
            _resized = null;
            return size;
        }
    }

    /// <summary>Whether more was typed ahead than is kept, since this was last asked; none of it is kept then.</summary>
    public bool TakeOverflow()
    {
        lock (_sync)
        {
            var overflowed = _hasOverflowed;
            _hasOverflowed = false;
            return overflowed;
        }
    }

    /// <summary>Gives what waits to the editor; what belongs to the next line waits on.</summary>
    public EditorEvent? Feed(LineEditor editor)
    {
        lock (_sync)
        {
            if (_wasFlushed)
            {
                _wasFlushed = false;
                editor.ResetInput();
            }

            var happened = editor.Feed(_pending.WrittenSpan, out var consumed);
            Drop(consumed);
            return happened;
        }
    }

    /// <summary>Takes everything that waits.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_sync)
        {
            var taken = _pending.WrittenSpan.ToArray();
            Drop(taken.Length);
            return taken;
        }
    }

    /// <summary>From now on input means something else.</summary>
    public void Enter(ShellInputMode mode)
    {
        lock (_sync)
        {
            if (mode == ShellInputMode.Busy && _mode == ShellInputMode.Idle)
            {
                // A Ctrl-C from before the statement was for something before the statement.
                _interrupts.Reader.TryRead(out _);
                if (hasTerminal && _pending.WrittenSpan.LastIndexOf(InputGrants.Interrupt) is >= 0 and var at)
                {
                    Interrupt(at + 1);
                }
            }

            _mode = mode;
        }
    }

    /// <summary>Waits for Ctrl-C, or the signal that stands for it.</summary>
    public ValueTask<bool> InterruptAsync(CancellationToken cancellationToken) => _interrupts.Reader.ReadAsync(cancellationToken);

    /// <summary>A signal that no running command got.</summary>
    /// <returns>False if it is not one that the shell can take.</returns>
    public bool Signal(string name)
    {
        lock (_sync)
        {
            if (name != "INT")
            {
                return false;
            }

            if (_mode != ShellInputMode.Idle)
            {
                _interrupts.Writer.TryWrite(true);
                return true;
            }

            if (!hasTerminal)
            {
                return false;
            }

            _pending.Write([InputGrants.Interrupt]);
        }

        _changed.Writer.TryWrite(true);
        return true;
    }

    /// <summary>The agent's terminal has another size.</summary>
    public void Resize(TerminalSize size)
    {
        lock (_sync)
        {
            _resized = size;
        }

        _changed.Writer.TryWrite(true);
    }

    private static Channel<bool> Pulse() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async ValueTask AcceptAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_sync)
            {
                data = data[Accept(data.Span)..];
            }

            _changed.Writer.TryWrite(true);
            if (data.IsEmpty)
            {
                return;
            }

            await _room.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <returns>How many bytes need not be offered again.</returns>
    private int Accept(ReadOnlySpan<byte> data)
    {
        var isTypedAhead = hasTerminal && _mode == ShellInputMode.Busy;
        if (!isTypedAhead)
        {
            var fits = Math.Min(data.Length, MaxPending - _pending.WrittenCount);
            Append(data[..fits]);
            return fits;
        }

        // Read on, whatever is there, so that Ctrl-C is seen; a line that was cut must not look like a whole one.
        var interrupt = data.LastIndexOf(InputGrants.Interrupt);
        var rest = data[(interrupt + 1)..];
        if (interrupt >= 0)
        {
            Interrupt(_pending.WrittenCount);
            _hasOverflowed = false;
            _skipsLine = false;
        }

        if (_hasOverflowed || _pending.WrittenCount + rest.Length > MaxPending)
        {
            _hasOverflowed = true;
            _skipsLine = true;
            Flush(_pending.WrittenCount);
        }
        else
        {
            Append(rest);
        }

        return data.Length;
    }

    /// <summary>Appends, without the rest of a line whose beginning was dropped.</summary>
    private void Append(ReadOnlySpan<byte> data)
    {
        if (_skipsLine)
        {
            var end = data.IndexOfAny((byte)'\r', (byte)'\n');
            _skipsLine = end < 0;
            data = end < 0 ? [] : data[(end + 1)..];
        }

        _pending.Write(data);
    }

    /// <summary>Ctrl-C: what was typed before it, so many bytes with itself, is dropped.</summary>
    private void Interrupt(int count)
    {
        Flush(count);
        _interrupts.Writer.TryWrite(true);
    }

    private void Flush(int count)
    {
        _wasFlushed = true;
        Drop(count);
    }

    private void Drop(int count)
    {
        var rest = _pending.WrittenSpan[count..].ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(rest);
        _room.Writer.TryWrite(true);
    }
}
