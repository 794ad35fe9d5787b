namespace SshGate.Policy.Tests.Classification;

public sealed class BypassTests
{
    public static TheoryData<string, CommandContext, string> Cases => CaseTable.Read("bypasses.txt");

    public static TheoryData<string, CommandContext, string> Harmless => CaseTable.Read("harmless.txt");

    public static TheoryData<string, CommandContext, string> Attacks => CaseTable.Read("attacks.txt");

    public static TheoryData<string, CommandContext, string> Ordinary => CaseTable.Read("ordinary.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(Attacks))]
    public void A_bypass_is_never_allowed(string row, CommandContext context, string line)
    {
        var verdict = TestPolicy.Ask(line, context);
        Assert.True(verdict.Kind != VerdictKind.Allow, row);
        Assert.NotEmpty(verdict.Reasons);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    [MemberData(nameof(Ordinary))]
    public void A_reading_line_passes(string row, CommandContext context, string line)
    {
        var verdict = TestPolicy.Ask(line, context);
        Assert.True(verdict.Kind == VerdictKind.Allow, $"{row}: {string.Join("; ", verdict.Reasons.Select(reason => reason.Text))}");
    }

    [Theory]
    [InlineData("man ls", "man: only reads with one of --apropos, --path, --whatis, --where, -f, -k, -w")]
    [InlineData("top -d 5", "top: only reads with -b")]
    public void The_options_that_make_a_command_read_are_named(string line, string reason) =>
        Assert.Equal(reason, Assert.Single(TestPolicy.Ask(line).Reasons).Text);

    [Fact]
    public void Every_command_of_a_line_is_named()
    {
        var verdict = TestPolicy.Ask("env LC_ALL=C timeout 5 cat a | sort; find . -exec grep x {} +; echo $(id)");
        Assert.Equal(["env", "timeout", "cat", "sort", "find", "grep", "id", "echo"], verdict.Effective);
    }

    [Fact]
    public void A_command_that_cannot_be_known_is_named_by_a_question_mark() =>
        Assert.Contains("?", TestPolicy.Ask("$(cat x) -rf /").Effective);

    [Fact]
    public void Risk_is_the_most_severe_found() =>
        Assert.Equal(RiskClass.Destructive, TestPolicy.Ask("ls; touch x; rm -rf /srv/x").Risk);
}
