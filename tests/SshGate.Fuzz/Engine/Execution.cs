using SshGate.Ssh;
using SshGate.Ssh.Keys;

namespace SshGate.Fuzz.Engine;

/// <summary>What one input did.</summary>
/// <param name="Outcome">"taken", or the text of the refusal.</param>
/// <param name="Problem">What is wrong about it, or null.</param>
internal sealed record Execution(string Outcome, string? Problem)
{
    private const int Tries = 3;

    /// <summary>Runs an input. What it costs is measured again before it is called too much: the first time compiles code.</summary>
    public static Execution Of(FuzzTarget target, byte[] input)
    {
        var excess = "";
        var execution = new Execution("", null);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var copy = input.ToArray();
            var allocatedBefore = Allocated(target);
            var start = Environment.CpuUsage.TotalTime;
            execution = Once(target, copy);

            // Of the processor, not of the clock: on a busy machine the clock measures the others.
            var elapsed = Environment.CpuUsage.TotalTime - start;
            var allocated = Allocated(target) - allocatedBefore;
            if (execution.Problem is not null)
            {
                return execution;
            }

            excess = elapsed > target.MaxTime
                ? $"took {elapsed.TotalMilliseconds:F0} ms"
                : allocated > target.MaxAllocation + (64L * input.Length) ? $"allocated {allocated} bytes" : "";
            if (excess.Length == 0)
            {
                return execution;
            }
        }

        return execution with { Problem = $"An input of {input.Length} bytes {excess}." };
    }

    private static Execution Once(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Run(input);
            return new Execution("taken", null);
        }
        catch (SshProtocolException e)
        {
            return new Execution(e.Message, null);
        }
        catch (SshKeyFormatException e)
        {
            return new Execution(e.Message, null);
        }
        catch (Exception e)
        {
            return new Execution(e.Message, e.ToString());
        }
    }

    private static long Allocated(FuzzTarget target) =>
        target.IsConcurrent ? GC.GetTotalAllocatedBytes() : GC.GetAllocatedBytesForCurrentThread();
}
