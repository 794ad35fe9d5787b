namespace SshGate.Cli.Tests.Replay;

/// <summary>A clock whose first wait is interrupted, as by Ctrl-C.</summary>
internal sealed class StoppingTime(CancellationTokenSource stop) : InstantTime
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        stop.Cancel();
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
