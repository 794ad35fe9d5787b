using System.Globalization;

namespace SshGate.Fuzz.Soak;

/// <summary>What the process holds at one moment, after a collection.</summary>
/// <param name="At">Since the sessions were there.</param>
/// <param name="Heap">Bytes of live objects.</param>
/// <param name="Resident">Bytes of the process in memory.</param>
/// <param name="Threads">Threads of the pool.</param>
internal sealed record MemorySample(TimeSpan At, long Heap, long Resident, int Threads)
{
    public static MemorySample Take(TimeSpan at) =>
        new(at, GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet, ThreadPool.ThreadCount);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At.TotalSeconds,6:F0} s: heap {Heap / 1048576.0:F1} MiB, resident {Resident / 1048576.0:F1} MiB, {Threads} threads");
}
