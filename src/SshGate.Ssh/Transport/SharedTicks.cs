namespace SshGate.Ssh.Transport;

/// <summary>
/// One second hand for all connections of the process: thousands of idle ones would otherwise wake a thread each, every second, each at
/// its own moment.
/// </summary>
internal sealed class SharedTicks
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _sync = new();
    private readonly HashSet<Tick> _ticks = [];
    private readonly TimeProvider _time;
    private ITimer? _timer;

    private SharedTicks(TimeProvider time) => _time = time;

    private static SharedTicks OfSystem { get; } = new(TimeProvider.System);

    /// <summary>Calls <paramref name="tick"/> about once a second until the result is disposed; it must not fail, nor wait.</summary>
    /// <remarks>Another clock than the system's is a test's, and gets a timer of its own.</remarks>
    public static IDisposable Start(TimeProvider time, Action tick) =>
        ReferenceEquals(time, TimeProvider.System)
            ? OfSystem.Add(tick)
            : time.CreateTimer(static state => ((Action)state!)(), tick, Period, Period);

    private Tick Add(Action act)
    {
        var tick = new Tick(this, act);
        lock (_sync)
        {
            _ticks.Add(tick);
            _timer ??= _time.CreateTimer(static state => ((SharedTicks)state!).Run(), this, Period, Period);
        }

        return tick;
    }

    private void Run()
    {
        Tick[] all;
        lock (_sync)
        {
            all = [.. _ticks];
        }

        foreach (var tick in all)
        {
            tick.Act();
        }
    }

    private void Remove(Tick tick)
    {
        lock (_sync)
        {
            _ticks.Remove(tick);
            if (_ticks.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private sealed class Tick(SharedTicks owner, Action act) : IDisposable
    {
        public Action Act => act;

        public void Dispose() => owner.Remove(this);
    }
}
