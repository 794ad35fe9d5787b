using System.Text;

namespace SshGate.Policy.Tests.Classification;

/// <summary>What the managed shell carries was decided when it was new: it is not held against every later statement.</summary>
public sealed class CarriedStateTests
{
    [Theory]
    [InlineData("cd -- '/srv' || exit\nexport STAGE='prod'\n", "ls\n", RiskClass.Read)]
    [InlineData("export STAGE='$(rm x)'\n", "ls \"$STAGE\"\n", RiskClass.Read)]
    [InlineData("export STAGE='prod'\n", "rm x\n", RiskClass.Destructive)]
    [InlineData("export PATH='/tmp'\n", "ls\n", RiskClass.Opaque)]
    [InlineData("export LD_PRELOAD='/tmp/x'\n", "ls\n", RiskClass.Opaque)]
    [InlineData("export GIT_PAGER='x'\n", "git log\n", RiskClass.Opaque)]
    public void A_carried_variable_stays_decided_unless_it_changes_what_runs(string carried, string statement, RiskClass risk) =>
        Assert.Equal(risk, Analyze(carried + statement, carried.Length).Risk);

    [Theory]
    [InlineData("export STAGE=prod\n")]
    [InlineData("bash -c 'export A=1; ls'\n")]
    [InlineData("ls; export STAGE='prod'\n")]
    public void What_the_statement_exports_itself_is_new(string statement)
    {
        const string Carried = "export OTHER='a value that is longer than the statement which comes after it, by far'\n";
        Assert.Equal(RiskClass.Opaque, Analyze(Carried + statement, Carried.Length).Risk);
        Assert.Equal(RiskClass.Opaque, Analyze(statement, 0).Risk);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void More_than_there_is_cannot_be_carried(int carried) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CommandLine.ForStatement("ls\n"u8.ToArray(), carried, ShellDialect.Posix));

    private static CommandAnalysis Analyze(string text, int carried) => PolicyDocument.Default.Analyze(
        CommandLine.ForStatement(Encoding.UTF8.GetBytes(text), carried, ShellDialect.Posix));
}
