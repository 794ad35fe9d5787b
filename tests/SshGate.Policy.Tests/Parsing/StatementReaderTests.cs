using System.Text;

namespace SshGate.Policy.Tests.Parsing;

public sealed class StatementReaderTests
{
    [Theory]
    [InlineData("ls\n")]
    [InlineData("\n")]
    [InlineData("  # only a comment\n")]
    [InlineData("a; b & c && d\n")]
    [InlineData("echo 'a\nb'\n")]
    [InlineData("echo \"a\nb $(ls\nid)\"\n")]
    [InlineData("echo `a\nb`\n")]
    [InlineData("ls |\n# between\n\nwc\n")]
    [InlineData("a &&\nb ||\nc\n")]
    [InlineData("ls \\\n-l\n")]
    [InlineData("if a\nthen b\nelse\nc\nfi\n")]
    [InlineData("for i in a \\\nb\ndo\nls\ndone > f\n")]
    [InlineData("case x in\na)\nls\n;;\nesac\n")]
    [InlineData("f()\n{\nls\n}\n")]
    [InlineData("[[ a &&\nb ]]\n")]
    [InlineData("((1 +\n2))\n")]
    [InlineData("a=(1\n2)\n")]
    [InlineData("cat <<E\n$x ' \"\nE\n")]
    [InlineData("cat <<A <<-'B' | wc\nA \nA\n\tb\n\tB\n")]
    [InlineData("cat <<E && (\nif\nE\nls\n)\n")]
    [InlineData("echo ${x:-a\nb}\n")]
    [InlineData("echo $((1 +\n2))\n")]
    [InlineData("echo $(fi\\\nnd)\n")]
    [InlineData("do\\\nne2\n")]
    [InlineData("cat <<E\nE\\\nF\nE\n")]
    [InlineData("x=$(cat <<E\na)b\nE\n)\n")]
    public void A_statement_is_complete_at_its_last_newline_and_not_before(string statement)
    {
        var text = Encoding.UTF8.GetBytes(statement + "next\n");
        for (var length = 0; length <= text.Length; length++)
        {
            var scan = StatementReader.Scan(text.AsSpan(0, length), CommandContext.Shell);
            Assert.Equal(length < statement.Length ? null : statement.Length, (scan as StatementScan.Complete)?.Length);
            Assert.IsNotType<StatementScan.Invalid>(scan);
        }
    }

    [Theory]
    [InlineData("ls )\n", 3)]
    [InlineData("fi\n", 0)]
    [InlineData("ls ;;\n", 3)]
    [InlineData("if then\nfi\n", 3)]
    [InlineData("f(\n", 2)]
    [InlineData("ls > > f\n", 5)]
    public void What_no_line_can_mend_is_invalid(string text, int offset)
    {
        var scan = Assert.IsType<StatementScan.Invalid>(Scan(text, CommandContext.Shell));
        Assert.Equal(offset, scan.Error.Offset);
    }

    [Theory]
    [InlineData(CommandContext.Psql, "select 1;\n")]
    [InlineData(CommandContext.Psql, "\n")]
    [InlineData(CommandContext.Psql, "-- comment ;\n")]
    [InlineData(CommandContext.Psql, "select 1; select\n2;\n")]
    [InlineData(CommandContext.Psql, "select ';\n', \"a;\n\", $x$;\n$y$\n$x$, $$;\n$$ -- ;\n /* ; /* */ ;\n */ ;\n")]
    [InlineData(CommandContext.Psql, "create rule r as on insert to t do (select 1;\nselect 2;)\n;\n")]
    [InlineData(CommandContext.Psql, "create or replace function f() returns int begin atomic\nselect case when true then 1 end;\nend;\n")]
    [InlineData(CommandContext.Psql, "select 1\n\\g\n")]
    [InlineData(CommandContext.Psql, "select 1 \\gx\n")]
    [InlineData(CommandContext.Psql, "\\d t\n")]
    [InlineData(CommandContext.Psql, "select 1\n\\d t\n;\n")]
    [InlineData(CommandContext.Psql, "select 1 \\;\nselect 2;\n")]
    [InlineData(CommandContext.Psql, "select E'\\';\n';\n")]
    [InlineData(CommandContext.Psql, "select '\\\\';\n")]
    [InlineData(CommandContext.Psql, "quit\n")]
    [InlineData(CommandContext.Mysql, "select 1;\n")]
    [InlineData(CommandContext.Mysql, "select '\n;', \"\n;\", `\n;` # ;\n-- ;\n/* ;\n*/ \\G\n")]
    [InlineData(CommandContext.Mysql, "use app\n")]
    [InlineData(CommandContext.Mysql, "select 1--1\n;\n")]
    [InlineData(CommandContext.Mysql, "\\u app\n")]
    [InlineData(CommandContext.Redis, "get 'a\n")]
    public void A_database_client_holds_nothing_back_at_the_end_of_a_statement(CommandContext context, string statement)
    {
        for (var at = statement.IndexOf('\n', StringComparison.Ordinal) + 1; at < statement.Length; at = statement.IndexOf('\n', at) + 1)
        {
            Assert.IsType<StatementScan.Incomplete>(Scan(statement[..at], context));
        }

        Assert.Equal(new StatementScan.Complete(statement.Length), Scan(statement + "next\n", context));
    }

    [Theory]
    [InlineData(CommandContext.Psql, "select 'a\\'\n")]
    [InlineData(CommandContext.Psql, "\\d t \\\\ drop table t\n")]
    [InlineData(CommandContext.Mysql, "select 'it\\'s';\n")]
    [InlineData(CommandContext.Mysql, "delimiter //\n")]
    [InlineData(CommandContext.Mysql, "select 1 \\d //\n")]
    [InlineData(CommandContext.Mysql, "select /*! 1;\n*/;\n")]
    public void What_settings_or_versions_decide_is_not_read(CommandContext context, string text) =>
        Assert.IsType<StatementScan.Invalid>(Scan(text, context));

    [Theory]
    [InlineData(CommandContext.Shell, "echo '")]
    [InlineData(CommandContext.Psql, "select '")]
    public void A_text_over_the_limit_is_invalid(CommandContext context, string start)
    {
        Assert.IsType<StatementScan.Invalid>(Scan(start + new string('x', StatementReader.MaxBytes) + "\n", context));
        Assert.Equal(new StatementScan.Complete(3), Scan("ls\n" + new string('x', StatementReader.MaxBytes), CommandContext.Shell));
    }

    private static StatementScan Scan(string text, CommandContext context) =>
        StatementReader.Scan(Encoding.UTF8.GetBytes(text), context);
}
