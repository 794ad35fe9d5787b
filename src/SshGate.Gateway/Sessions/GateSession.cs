using SshGate.Recording;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// One session: one channel of one principal to one target, the unit that is gated, recorded and listed. Holds what all lanes
/// need; the lane that runs it is its only writer, signals and resizes come from the channel's request queue.
/// </summary>
internal sealed class GateSession : IDisposable
{
    /// <summary>What a terminal may claim to be: enough for a wall of screens, and no division by zero.</summary>
    private static readonly (uint Columns, uint Rows) Smallest = (1, 1), Largest = (1000, 500);

    /// <summary>A client that does not know its size says 0 (RFC 4254 §6.2): what a terminal has that nobody changed.</summary>
    private static readonly (uint Columns, uint Rows) Usual = (80, 24);

    private readonly SshChannel? _channel;
    private readonly CancellationTokenSource _killed;
    private readonly Lock _gate = new();
    private SshChannel? _running;
    private RecordingWriter? _recording;
    private bool _disposed;

    public GateSession(
        GateServices gate,
        GateConnection connection,
        SshChannel? channel,
        AgentEnvironment environment,
        PtyRequest? terminal)
    {
        Connection = connection;
        _channel = channel;
        Environment = environment;
        Terminal = terminal is null ? null : terminal with { Size = Clamp(terminal.Size) };
        StartedAt = gate.Clock.GetUtcNow();
        _killed = CancellationTokenSource.CreateLinkedTokenSource(connection.Ending);
    }

    /// <summary>Unguessable id, <c>s-…</c>; also the recording's name.</summary>
    public string Id { get; } = Identifier.New('s');

    public GateConnection Connection { get; }

    /// <summary>The agent's channel.</summary>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="HasChannel"/>.</exception>
    public SshChannel Channel => _channel ?? throw new InvalidOperationException("the session has no channel for words");

    /// <summary>
    /// Whether the agent has a channel that words and an exit status can go to. A forward has none: it does not exist before it
    /// was decided, and then carries another protocol.
    /// </summary>
    public bool HasChannel => _channel is not null;

    /// <summary>Whether the agent closed its channel.</summary>
    public bool IsAgentGone => _channel is { Closed.IsCompleted: true };

    public AgentEnvironment Environment { get; }

    /// <summary>The agent's terminal with its size as it is now, clamped; or null.</summary>
    public PtyRequest? Terminal { get; private set; }

    /// <summary>A lane with a screen of its own is told of a new size; set before the lane runs.</summary>
    public Action<TerminalSize>? Resized { get; set; }

    /// <summary>
    /// A lane that outlives its commands takes signals that no running command gets; without one they withdraw the session.
    /// </summary>
    public Action<string>? Signalled { get; set; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>The command as text for lists; null before it is known.</summary>
    public string? Command { get; set; }

    /// <summary>What it is doing, for lists.</summary>
    public SessionPhase Phase { get; set; } = SessionPhase.Deciding;

    /// <summary>Cancelled when somebody kills the session or its connection ends.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>Why it was killed; null when it was not.</summary>
    public string? KillReason { get; private set; }

    public void AttachRecording(RecordingWriter recording) => _recording = recording;

    /// <summary>From now on signals and resizes go to the running command.</summary>
    public void AttachTarget(SshChannel running)
    {
        lock (_gate)
        {
            _running = running;
        }
    }

    /// <summary>The command is over: nothing goes to it any more.</summary>
    public void DetachTarget(SshChannel ended)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_running, ended))
            {
                _running = null;
            }
        }
    }

    public async ValueTask ResizeAsync(TerminalSize size, CancellationToken cancellationToken)
    {
        if (Terminal is null || Phase == SessionPhase.Ending)
        {
            // At the end the recording is sealed: a size that comes late must not cost the agent its exit status.
            return;
        }

        var clamped = Clamp(size);
        Terminal = Terminal with { Size = clamped };
        if (_recording is not null)
        {
            await _recording.ResizeAsync((int)clamped.Columns, (int)clamped.Rows, cancellationToken);
        }

        if (Running is { } running)
        {
            await running.SendAsync(new WindowChangeRequest(clamped), cancellationToken);
        }

        Resized?.Invoke(clamped);
    }

    /// <summary>A signal for the command; one that arrives before the release withdraws the request.</summary>
    public async ValueTask SignalAsync(string name, CancellationToken cancellationToken)
    {
        if (Phase == SessionPhase.Ending)
        {
            return;
        }

        if (Running is { } running)
        {
            await running.SendAsync(new SignalRequest(name), cancellationToken);
        }
        else if (Signalled is { } lane)
        {
            lane(name);
        }
        else
        {
            await KillAsync($"withdrawn by the agent (signal {SshGate.Terminal.Printable.Escape(name)})");
        }
    }

    /// <summary>Ends the session; a held request is withdrawn, a running command loses its channel.</summary>
    public async Task KillAsync(string reason)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            KillReason ??= reason;
        }

        try
        {
            await _killed.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself a moment before.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _killed.Dispose();
    }

    private SshChannel? Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    private static TerminalSize Clamp(TerminalSize size) => size with
    {
        Columns = size.Columns == 0 ? Usual.Columns : Math.Clamp(size.Columns, Smallest.Columns, Largest.Columns),
        Rows = size.Rows == 0 ? Usual.Rows : Math.Clamp(size.Rows, Smallest.Rows, Largest.Rows),
    };
}
