using System.Diagnostics;

namespace SshGate.Interop.Tests.Support;

/// <summary>Waits for a condition with a deadline that says what it waited for.</summary>
internal static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task UntilAsync(Func<bool> condition, Func<string> what) =>
        UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            if (waited.Elapsed > RunningProgram.Patience)
            {
                Assert.Fail($"waited {waited.Elapsed.TotalSeconds:0} s for {what()}");
            }

            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
