using System.Diagnostics;
using System.Text;

namespace SshGate.Policy.Tests.Fuzzing;

/// <summary>Random lines against laws and against a real bash: seconds in a usual run, ten minutes in a long one.</summary>
public sealed class LineFuzzTests
{
    private static readonly TimeSpan Duration = Long.Tests ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(4);

    // A usual run is the same every time; a long one goes elsewhere each day.
    private static readonly int FirstSeed = Long.Tests ? Environment.TickCount & 0xffffff : 1;

    [Fact]
    public void Every_line_keeps_the_laws()
    {
        var count = 0;
        var clock = Stopwatch.StartNew();
        for (var seed = FirstSeed; clock.Elapsed < Duration; seed++)
        {
            var mutator = new LineMutator(seed);
            var line = mutator.Next();
            Hold(seed, line, Encoding.UTF8.GetBytes(line));
            Hold(seed, "(bytes)", mutator.NextBytes());
            count++;
        }

        TestContext.Current.SendDiagnosticMessage("{0} lines", count);
        Assert.NotEqual(0, count);
    }

    [Fact]
    public void Bash_reads_what_is_read_here()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed");
        var faults = new List<string>();
        var clock = Stopwatch.StartNew();
        for (var seed = FirstSeed; clock.Elapsed < Duration && faults.Count < 20; seed += 200)
        {
            var lines = Enumerable.Range(seed, 200).Select(one => new LineMutator(one).Next())
                .Where(text => !text.Any(IsMark) && TestPolicy.Parse(text, CommandContext.Script).Syntax is not null).ToList();
            faults.AddRange(lines.Zip(BashReadings.Of(lines)).Select(pair => Fault(pair.First, pair.Second)).OfType<string>());
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>bash keeps marks of its own among control characters, and prints them.</summary>
    private static bool IsMark(char c) => c is (< ' ' or '\x7f') and not ('\n' or '\t');

    private static void Hold(int seed, string text, byte[] bytes)
    {
        try
        {
            Hold(bytes);
        }
#pragma warning disable CA1031 // Said again with what it takes to repeat it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Assert.Fail($"seed {seed}: {Escaped(text)}\n{failure}");
        }
    }

    private static void Hold(byte[] bytes)
    {
        // What is built once, such as tables and expressions, is not of this line.
        PolicyDocument.Default.Evaluate(TestPolicy.Request(CommandLine.Parse(bytes, CommandContext.Shell)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var line = CommandLine.Parse(bytes, CommandContext.Shell);
        var verdict = PolicyDocument.Default.Evaluate(TestPolicy.Request(line));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 20_000_000 + (20_000L * bytes.Length), $"{allocated:N0} bytes");
        Assert.DoesNotContain("error", verdict.Rules);
        Assert.True(line.Error is null || verdict.Kind != VerdictKind.Allow);
        TreeLaws.Check(line);
        ShellEffects.Of(line);
        Assert.All(verdict.Reasons, reason => Assert.InRange(reason.Span?.End ?? 0, 0, bytes.Length));

        byte[] lines = [.. bytes, (byte)'\n'];
        foreach (var context in (CommandContext[])[CommandContext.Shell, CommandContext.Psql, CommandContext.Mysql])
        {
            CheckStatements(lines, context);
        }

        if (bytes.Length < 300)
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                TreeLaws.Check(CommandLine.Parse(bytes.AsMemory(0, length), CommandContext.Script));
            }
        }
    }

    /// <summary>More text never changes where a statement ended, and what is complete can be read alone.</summary>
    private static void CheckStatements(byte[] lines, CommandContext context)
    {
        StatementScan? before = null;
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at] != '\n')
            {
                continue;
            }

            var scan = StatementReader.Scan(lines.AsSpan(0, at + 1), context);
            if (before is StatementScan.Complete)
            {
                Assert.Equal(before, scan);
            }
            else if (before is StatementScan.Invalid)
            {
                Assert.IsType<StatementScan.Invalid>(scan);
            }

            if (scan is StatementScan.Complete complete && before is not StatementScan.Complete)
            {
                Assert.Equal(at + 1, complete.Length);
                if (context == CommandContext.Shell)
                {
                    Assert.Null(CommandLine.Parse(lines.AsMemory(0, complete.Length), context).Error);
                }
            }

            before = scan;
        }
    }

    private static string? Fault(string text, string? printed)
    {
        if (printed is null)
        {
            // bash runs nothing of a text that it cannot read, or warns about it: what was judged is more than what runs.
            return null;
        }

        var mine = TestPolicy.Parse(text, CommandContext.Script).Syntax!;
        if (TestPolicy.Parse(printed, CommandContext.Script).Syntax is not { } again || TreeLaws.IsPrintedOtherwise(mine) || TreeLaws.IsPrintedOtherwise(again))
        {
            return null;
        }

        var ours = TreeLaws.Shape(mine);
        var bash = TreeLaws.Shape(again);
        return ours.SequenceEqual(bash, StringComparer.Ordinal)
            ? null
            : $"{Escaped(text)}\nprinted {Escaped(printed)}\nours {string.Join(" ; ", ours)}\nbash {string.Join(" ; ", bash)}\n";
    }

    private static string Escaped(string text) => text.Replace("\n", "⏎", StringComparison.Ordinal).Replace("\t", "⇥", StringComparison.Ordinal);
}
