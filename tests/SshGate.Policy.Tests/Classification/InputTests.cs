namespace SshGate.Policy.Tests.Classification;

public sealed class InputTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("sh -s")]
    [InlineData("bash -s -- arg")]
    [InlineData("python3 -")]
    [InlineData("python3")]
    [InlineData("psql app")]
    [InlineData("mysql app")]
    [InlineData("redis-cli")]
    [InlineData("env LC_ALL=C bash")]
    [InlineData("timeout 5 sh")]
    [InlineData("cd /srv && bash -s")]
    [InlineData("sudo bash -s")]
    [InlineData("xargs -a /dev/stdin sh -c 'ls'; bash")]
    public void An_interpreter_that_reads_standard_input_says_so(string line)
    {
        Assert.True(PolicyDocument.Default!.Analyze(TestPolicy.Parse(line)).InputIsCode);
        Assert.NotEqual(VerdictKind.Allow, TestPolicy.Ask(line).Kind);
    }

    [Theory]
    [InlineData("cat > f")]
    [InlineData("tar xf -")]
    [InlineData("bash -c 'cat'")]
    [InlineData("psql -c 'select 1'")]
    [InlineData("grep x")]
    public void Data_is_not_code(string line) => Assert.False(PolicyDocument.Default!.Analyze(TestPolicy.Parse(line)).InputIsCode);

    [Theory]
    [InlineData("bash", "ls -l\ndf -h\n", VerdictKind.Allow)]
    [InlineData("sh -s", "set -eu\nfor f in a b; do wc -l \"$f\"; done\n", VerdictKind.Allow)]
    [InlineData("bash", "ls\nrm -rf /srv/x\n", VerdictKind.RequireApproval)]
    [InlineData("bash", "read x\n: '\nrm -rf /srv/x\n'\n", VerdictKind.RequireApproval)]
    [InlineData("bash", "cat\n", VerdictKind.RequireApproval)]
    [InlineData("bash", "echo '", VerdictKind.RequireApproval)]
    [InlineData("bash", "", VerdictKind.RequireApproval)]
    [InlineData("bash", "ls\0", VerdictKind.RequireApproval)]
    [InlineData("psql app", "SELECT 1;\n\\dt\n", VerdictKind.Allow)]
    [InlineData("psql app", "SELECT 1; DROP TABLE x;", VerdictKind.RequireApproval)]
    [InlineData("psql app", "\\! rm -rf /srv/x", VerdictKind.RequireApproval)]
    [InlineData("mysql app", "SHOW TABLES;", VerdictKind.Allow)]
    [InlineData("mysql app", "select 1; --\r/*\nrename table t to u; -- */;\n", VerdictKind.RequireApproval)]
    [InlineData("mysql app", "select 1; --\u0001/*\nrename table t to u; -- */;\n", VerdictKind.RequireApproval)]
    [InlineData("mysql app", "select 1; --\v/*\nrename table t to u; -- */;\n", VerdictKind.RequireApproval)]
    [InlineData("mysql -G app", "select 1,\nsystem id\n2;\n", VerdictKind.RequireApproval)]
    [InlineData("psql app", "select 1 as a$x$; drop table t; select 2 as b$x$;\n", VerdictKind.RequireApproval)]
    [InlineData("psql app", "\\encoding SJIS\nselect 'あ', '; drop table t; --';\n", VerdictKind.RequireApproval)]
    [InlineData("redis-cli", "CONFIG GET \"\\x72equirepa\\x73s\"\n", VerdictKind.RequireApproval)]
    [InlineData("redis-cli", "GET a\nDEL a\n", VerdictKind.RequireApproval)]
    [InlineData("redis-cli", "GET a\nTTL a\n", VerdictKind.Allow)]
    [InlineData("python3 -", "print(1)", VerdictKind.RequireApproval)]
    [InlineData("head -1; bash", "x\nls\n", VerdictKind.RequireApproval)]
    public void Withheld_input_is_judged_with_the_command(string line, string input, VerdictKind expected) =>
        Assert.Equal(expected, TestPolicy.Ask(line, CommandContext.Exec, input).Kind);

    [Theory]
    [InlineData("bash", CommandContext.Script)]
    [InlineData("sudo sh -s", CommandContext.Script)]
    [InlineData("psql app", CommandContext.Psql)]
    [InlineData("mysql app", CommandContext.Mysql)]
    [InlineData("redis-cli", CommandContext.Redis)]
    [InlineData("python3 -", CommandContext.Python)]
    [InlineData("perl", null)]
    [InlineData("bash; psql app", null)]
    [InlineData("cat", null)]
    public void The_language_of_standard_input_is_named(string line, CommandContext? language) =>
        Assert.Equal(language, PolicyDocument.Default.Analyze(TestPolicy.Parse(line)).InputLanguage);
}
