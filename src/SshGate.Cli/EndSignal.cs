using System.Runtime.InteropServices;

namespace SshGate.Cli;

/// <summary>Waits until a person or a service manager ends the program: Ctrl-C or SIGTERM, both in good order.</summary>
internal static class EndSignal
{
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        await using var cancelled = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }
}
