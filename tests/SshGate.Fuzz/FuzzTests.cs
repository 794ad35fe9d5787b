using SshGate.Fuzz.Coverage;
using SshGate.Fuzz.Engine;
using SshGate.Fuzz.Targets;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz;

/// <summary>
/// A short pass of every target, the same inputs every time; with <c>SSHGATE_LONG_TESTS=1</c> a longer one that goes on where the
/// last one ended. And the fuzzer itself: it finds what is planted.
/// </summary>
public sealed class FuzzTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SSHGATE_LONG_TESTS") == "1";

    public static TheoryData<string> Targets() => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks_a_law(string target)
    {
        // Another seed every day, which the report of a finding names.
        var seed = DateTime.UtcNow.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var answer = IsLong ? InstrumentedContext.Run("run", target, "0.5", seed) : InstrumentedContext.Run("short", target);

        Assert.DoesNotContain("FINDING", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_instrumented_copy_tells_where_it_was()
    {
        var answer = InstrumentedContext.Run("short", "ext-info");

        Assert.Matches(@"ext-info: \d+ inputs, \d\d+ places", answer);
    }

    [Fact]
    public void A_fault_behind_a_parser_is_found()
    {
        var run = Planted(input =>
        {
            var reader = new SshReader(input);
            if (reader.ReadNameList().Length == 3)
            {
                throw new InvalidOperationException("planted");
            }
        });

        Assert.Contains("InvalidOperationException: planted", Assert.Single(run.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_that_is_believed_is_found()
    {
        var run = Planted(input =>
        {
            var reader = new SshReader(input);
            _ = new byte[reader.ReadUInt32() % (1 << 24)];
        });

        Assert.Contains("allocated", Assert.Single(run.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_costs_much_time_is_found()
    {
        var run = Planted(
            input =>
            {
                var end = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(20);
                while (input.Length > 40 && Environment.CpuUsage.TotalTime < end)
                {
                }
            },
            TimeSpan.FromMilliseconds(10));

        Assert.Contains("took", Assert.Single(run.Findings), StringComparison.Ordinal);
    }

    private static FuzzRun Planted(Action<byte[]> fault, TimeSpan? maxTime = null)
    {
        var target = new FuzzTarget
        {
            Name = "planted",
            Seeds = () => [SshWriter.ToArray(writer => writer.WriteNameList("a", "b"))],
            Words = FuzzTargets.Words,
            Run = fault,
            MaxTime = maxTime ?? TimeSpan.FromSeconds(1),
        };
        var run = new FuzzRun(target, seed: 1, usesSaved: false);
        while (run.Findings.Count == 0 && run.Inputs < 200_000)
        {
            run.Run(1000);
        }

        return run;
    }
}
