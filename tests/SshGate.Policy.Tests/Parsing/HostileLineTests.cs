namespace SshGate.Policy.Tests.Parsing;

/// <summary>Lines made to cost time, memory or stack: each is judged or refused within bounds that are counted.</summary>
public sealed class HostileLineTests
{
    private const int Size = StatementReader.MaxBytes - 4096;

    private static readonly string LongValue = "x=" + new string('a', 60_000) + "; ";

    private static readonly string ManyValues =
        string.Concat(Enumerable.Range(0, 15).Select(i => $"false && x=b{i};")) + string.Concat(Enumerable.Range(0, 9).Select(i => $"cd d{i};"));

    private static readonly string ManyVariables = string.Concat(Enumerable.Range(0, 128).Select(i => $"x{i}=1;"));

    public static TheoryData<string, string> Repeated =>
        new()
        {
            { "", ";a[" }, { "", "((;" }, { "", "a[' " }, { "echo ", "${x$y} " }, { "", "`<<a " }, { "echo ", "{a,b}" }, { "echo ", "\"a\"" },
            { "", "x=$x$x;" }, { "", "cd a; cat b;" }, { "", "[[ a && " }, { "cat ", "*a* " }, { "", "a;" }, { "", "a|" }, { "", "(a);" },
            { "cat ", "a " }, { "cat ", "/a/../b " }, { "cat ", "a:.b " }, { "cat ", "[a]*? " }, { LongValue + "cat ", "$x " }, { LongValue, "y=$x;" },
            { LongValue + "echo ", "$x$x$x$x$x$x$x$x$x$x " }, { LongValue, "bash -c \"$x\";" }, { ManyValues + "cat ", "$x " }, { ManyValues, "bash -c \"$x;ls\";" },
            { ManyValues + "cat ", "*b " }, { ManyVariables, "x1=2|" }, { ManyVariables, "(x1=2);" }, { ManyVariables, "a&&x1=2||" },
            { "f() { " + ManyVariables + "}; ", "f;" }, { "", "<<a " }, { "", "cat <<a\na\n" }, { "", "cat <<a\n" }, { "cat <<E\n", "$x$(" }, { "", "$(cat <<a\na\n) " },
            { "bash <<E\n", "ls\n" }, { "echo ", "{a,b}{a,b}{a,b}{a,b}{a,b} " }, { "echo ", "{1..60} " }, { "echo {", "," }, { "ls ", ">a " }, { "", "{a}>b " },
            { "case x in ", "a) b;; " }, { "for i in ", "*a " }, { "", "while a; do x=1; done;" }, { string.Concat(Enumerable.Repeat("while a; do ", 15)), "x=1;" },
            { "((", "a=1," }, { "((", "a++++" }, { "", "! " }, { "echo ", "$'\\n'" }, { "echo ", "\u202e" }, { "echo ", "[!" }, { "echo ", "`a` " }, { "echo ", "\\`" },
            { "sed '", "s/[[:alpha:]]/b/;" }, { "awk '{", "getline " }, { "find . ", "-exec ls {} + " }, { "find . ", "-name *a* " }, { "", "timeout 5 " },
            { "psql -c \"", "E'a' " }, { "psql -c \"select ", "(" }, { "sqlite3 -readonly a \"select ", ". " }, { "xargs -Ia ls ", "a" }, { "declare ", "a=(1) " },
            { "bash -c '", "ls;" }, { "", "eval ls;" }, { "env ", "A=b " }, { "git log ", "-n 1 " }, { "echo ", "${x:1:2} " }, { "echo ", "{\"a\",b} " },
        };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void A_line_of_a_mebibyte_is_judged_within_bounded_memory(string start, string piece)
    {
        var script = start + string.Concat(Enumerable.Repeat(piece, (Size - start.Length) / System.Text.Encoding.UTF8.GetByteCount(piece)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var verdict = TestPolicy.Ask(script, CommandContext.Script);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.DoesNotContain("error", verdict.Rules);

        // Allocation counts work as well as a clock does, and is the same on every machine.
        Assert.True(allocated < 600_000_000, $"{allocated:N0} bytes");
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Twice_the_line_is_at_most_about_twice_the_work(string start, string piece)
    {
        // Below every budget, so that what is measured is the work itself.
        Judge(start, piece, 8);
        var half = Judge(start, piece, 30_000 / piece.Length);
        var whole = Judge(start, piece, 60_000 / piece.Length);
        Assert.True(whole < (3 * half) + 1_000_000, $"{half:N0} and {whole:N0} bytes");
    }

    [Fact]
    public void A_line_that_takes_too_much_work_is_opaque_whatever_stands_before_it()
    {
        var verdict = TestPolicy.Ask("ls; " + LongValue + "echo " + string.Concat(Enumerable.Repeat("$x$x ", 50_000)), CommandContext.Script);
        Assert.Equal(VerdictKind.RequireApproval, verdict.Kind);
        Assert.Equal(RiskClass.Opaque, verdict.Risk);
        Assert.Contains("?", verdict.Effective);
        Assert.Contains(verdict.Reasons, reason => reason.Text.Contains("more work", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_that_denies_is_not_outrun_by_a_line_that_takes_too_much_work()
    {
        var policy = PolicyDocument.Load(
            "version: 1\ndefaults: { command: allow }\ncommands:\n  - id: no-rm\n    when: { command: rm }\n    then: deny\n", "p.yaml");
        var line = "x=" + new string('a', 60_000) + "; echo " + string.Concat(Enumerable.Repeat("$x$x ", 50_000)) + "; rm a";
        Assert.Empty(policy.Errors);
        Assert.NotEqual(VerdictKind.Allow, TestPolicy.Ask(line, CommandContext.Script, null, policy.Document).Kind);
    }

    [Fact]
    public void Data_of_a_mebibyte_is_no_work()
    {
        var data = string.Concat(Enumerable.Repeat("some line of data, 'quoted' and not\n", Size / 36));
        Assert.Equal(VerdictKind.Allow, TestPolicy.Ask($"cat <<'E'\n{data}E\n", CommandContext.Script).Kind);
        Assert.Equal(VerdictKind.Allow, TestPolicy.Ask($"cat '{data.Replace('\'', ' ')}'", CommandContext.Script).Kind);
    }

    [Theory]
    [InlineData("$(", ")")]
    [InlineData("(", ")")]
    [InlineData("{ ", ";}")]
    [InlineData("${x:-", "}")]
    [InlineData("$((", "))")]
    [InlineData("\"$(", ")\"")]
    [InlineData("if ", ";then :;fi")]
    [InlineData("while :;do ", ";done")]
    [InlineData("case x in x) ", ";; esac")]
    [InlineData("f() { ", ";}")]
    [InlineData("<(", ")")]
    [InlineData("! [[ ! ( -n a && ", " ) ]]")]
    [InlineData("a=(", ")")]
    [InlineData("a[", "]=")]
    [InlineData("bash -c '", "'")]
    [InlineData("eval ", "")]
    [InlineData("coproc ", "")]
    [InlineData("`", "`")]
    [InlineData("$(cat <<E\n$(", "\nE\n)")]
    public void Nesting_is_bounded_on_a_small_stack(string open, string close)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    for (var depth = 1; depth < 100; depth++)
                    {
                        Judge(open, close, depth);
                    }

                    Judge(open, close, 20_000);
                    Judge(open, "", 100_000);
                }
#pragma warning disable CA1031 // Handed to the test's own thread.
                catch (Exception caught)
#pragma warning restore CA1031
                {
                    failure = caught;
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);

        static void Judge(string open, string close, int depth)
        {
            var line = "echo " + string.Concat(Enumerable.Repeat(open, depth)) + "x" + string.Concat(Enumerable.Repeat(close, depth));
            foreach (var text in (string[])[line, line["echo ".Length..]])
            {
                TestPolicy.Ask(text, CommandContext.Shell);
                StatementReader.Scan(System.Text.Encoding.UTF8.GetBytes(text + "\n"), CommandContext.Shell);
                ShellEffects.Of(TestPolicy.Parse(text, CommandContext.Shell));
            }
        }
    }

    private static long Judge(string start, string piece, int times)
    {
        var script = start + string.Concat(Enumerable.Repeat(piece, times));
        var before = GC.GetAllocatedBytesForCurrentThread();
        TestPolicy.Ask(script, CommandContext.Script);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
