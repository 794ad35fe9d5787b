namespace SshGate.Recording.Tests;

/// <summary>A clock that stands still until it is told. Timers fire inside <see cref="Advance"/>.</summary>
internal sealed class ManualTime : TimeProvider, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly SemaphoreSlim _timerMade = new(0);
    private TimeSpan _elapsed;

    public void Dispose() => _timerMade.Dispose();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new ManualTimer(this, () => callback(state), _elapsed + dueTime);
            _timers.Add(timer);
            _timerMade.Release();
            return timer;
        }
    }

    /// <summary>Waits until somebody waits for the clock: then advancing it has an effect.</summary>
    public async Task TimerMadeAsync() =>
        Assert.True(await _timerMade.WaitAsync(TimeSpan.FromSeconds(10)), "Nobody started a timer.");

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _elapsed += by;
            due = [.. _timers.Where(timer => timer.Due <= _elapsed)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class ManualTimer(ManualTime owner, Action fire, TimeSpan due) : ITimer
    {
        public TimeSpan Due { get; } = due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
