using System.Text;
using SshGate.Gateway.Lanes.Shell;

namespace SshGate.Gateway.Tests.Lanes.Shell;

public sealed class StatementBufferTests
{
    [Theory]
    [InlineData("ls\npwd\n", "ls\n", "pwd\n")]
    [InlineData("if a\nthen b\nfi\nls\n", "if a\nthen b\nfi\n", "ls\n")]
    [InlineData("cat <<E\nrm x\nE\nls\n", "cat <<E\nrm x\nE\n", "ls\n")]
    [InlineData("echo 'a\nb'\n", "echo 'a\nb'\n")]
    [InlineData("ls \\\n-l\n", "ls \\\n-l\n")]
    [InlineData("ls |\n", new string[0])]
    public void Whole_statements_are_taken_one_after_the_other(string text, params string[] statements)
    {
        var buffer = new StatementBuffer();
        buffer.Append(Encoding.UTF8.GetBytes(text));

        var taken = new List<string>();
        while (buffer.TakeStatement() is { } statement)
        {
            taken.Add(Encoding.UTF8.GetString(statement.Span));
        }

        Assert.Equal(statements, taken);
        Assert.Null(buffer.Problem);
        Assert.Equal(statements.Sum(statement => statement.Length) == text.Length, buffer.IsEmpty);
    }

    [Theory]
    [InlineData(")\n")]
    [InlineData("if; then\n")]
    public void What_can_never_be_a_statement_is_named(string text)
    {
        var buffer = new StatementBuffer();
        buffer.Append(Encoding.UTF8.GetBytes(text));

        Assert.Null(buffer.TakeStatement());
        Assert.StartsWith("this is no statement", buffer.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat <<E\n")]
    [InlineData("ls\n")]
    public void A_statement_has_a_bound(string begin)
    {
        var buffer = new StatementBuffer();
        var filler = begin.StartsWith("cat", StringComparison.Ordinal) ? "line\n" : "x;";
        buffer.Append(Encoding.UTF8.GetBytes(begin));
        buffer.Append(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(filler, StatementBuffer.MaxBytes))));
        buffer.Append("\n"u8);

        var first = buffer.TakeStatement();

        Assert.Equal(begin == "ls\n", first is not null);
        Assert.Null(buffer.TakeStatement());
        Assert.Contains("64 KiB", buffer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_one_by_one_cause_only_so_much_work()
    {
        var buffer = new StatementBuffer();
        buffer.Append("cat <<E\n"u8);
        var lines = 0;
        while (buffer.TakeStatement() is null && buffer.Problem is null)
        {
            buffer.Append("x\n"u8);
            lines++;
        }

        Assert.Contains("one paste", buffer.Problem, StringComparison.Ordinal);
        Assert.InRange(lines, 1000, 10_000);
        buffer.Clear();
        buffer.Append("ls\n"u8);
        Assert.NotNull(buffer.TakeStatement());
    }
}
