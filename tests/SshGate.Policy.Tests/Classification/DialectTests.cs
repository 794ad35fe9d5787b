namespace SshGate.Policy.Tests.Classification;

/// <summary>The same bytes for different shells.</summary>
public sealed class DialectTests
{
    [Theory]
    [InlineData("[[ a > f ]]")]
    [InlineData("[[ a || rm == x ]]")]
    [InlineData("((1>2))")]
    [InlineData("x=-delete; ((x=1)); find . $x")]
    [InlineData("x=-delete; declare x=-print; find . \"$x\"")]
    [InlineData("printf '%d' 'path[$(rm x)]'")]
    [InlineData("x='*(e:rm x:)'; ls $~x")]
    [InlineData("{ echo } always { rm x; }")]
    [InlineData("x=/a/-delete; find . $x:t")]
    [InlineData("x=-print; echo -delete | read x; find . \"$x\"")]
    [InlineData("function rm [[ a ]]\nrm -rf /srv/x")]
    [InlineData("nocorrect() { :; }; nocorrect rm x")]
    [InlineData("hash")]
    public void What_another_shell_would_do_counts_only_where_the_shell_is_not_known_to_be_bash(string line)
    {
        var inBash = TestPolicy.Evaluate(line, ShellDialect.Bash);
        var inAny = TestPolicy.Evaluate(line, ShellDialect.Posix);
        Assert.Equal(VerdictKind.Allow, inBash.Kind);
        Assert.Equal(line == "hash" ? VerdictKind.Allow : VerdictKind.RequireApproval, inAny.Kind);
    }

    [Theory]
    [InlineData("[[ a > f ]]", VerdictKind.Allow)]
    [InlineData("((1>2))", VerdictKind.Allow)]
    [InlineData("exit 'path[$(rm x)]'", VerdictKind.RequireApproval)]
    [InlineData("ls $~x", VerdictKind.RequireApproval)]
    [InlineData("ls", VerdictKind.Allow)]
    public void For_zsh_its_own_reading_counts(string line, VerdictKind expected) =>
        Assert.Equal(expected, TestPolicy.Evaluate(line, ShellDialect.Zsh).Kind);

    [Theory]
    [InlineData("ls")]
    [InlineData("show interfaces")]
    [InlineData("echo '")]
    public void Where_no_grammar_is_read_nothing_passes_by_itself(string line)
    {
        var verdict = TestPolicy.Evaluate(line, ShellDialect.None);
        Assert.Equal(VerdictKind.RequireApproval, verdict.Kind);
        Assert.Equal(["?"], verdict.Effective);
    }

    [Fact]
    public void Where_no_grammar_is_read_a_rule_may_name_the_exact_line()
    {
        var policy = PolicyDocument.Load("version: 1\ncommands:\n  - { id: show, when: { line: show version }, then: allow }\n", "p").Document!;
        Assert.Equal(VerdictKind.Allow, TestPolicy.Evaluate("show version", ShellDialect.None, policy).Kind);
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Evaluate("show versions", ShellDialect.None, policy).Kind);
    }

    [Theory]
    [InlineData("bash -c '[[ a > f ]]'", VerdictKind.Allow)]
    [InlineData("sh -c '[[ a > f ]]'", VerdictKind.RequireApproval)]
    public void A_shell_named_in_the_line_reads_its_script(string line, VerdictKind expected) =>
        Assert.Equal(expected, TestPolicy.Evaluate(line, ShellDialect.Posix).Kind);
}
