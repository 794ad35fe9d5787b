using System.Text;
using SshGate.Gateway.Lanes.Programs;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Lanes.Programs;

/// <summary>Which command lines are a database client whose statements can be gated, and how it is started.</summary>
public sealed class ClientStartTests
{
    [Theory]
    [InlineData("psql", "psql 2>&1")]
    [InlineData("psql -h db -U app prod", "psql -h db -U app prod 2>&1")]
    [InlineData("  psql 'my db' \n", "  psql 'my db' 2>&1")]
    [InlineData("mysql shop", "mysql shop --unbuffered --force --table 2>&1")]
    [InlineData("mariadb -h db", "mariadb -h db --unbuffered --force --table 2>&1")]
    [InlineData("redis-cli -p 7000", "redis-cli -p 7000 2>&1")]
    [InlineData("psql db # my database", null)]
    [InlineData("psql -- db", null)]
    [InlineData("psql | tee log", null)]
    [InlineData("psql > log", null)]
    [InlineData("psql < script", null)]
    [InlineData("psql; reboot", null)]
    [InlineData("psql && reboot", null)]
    [InlineData("! psql", null)]
    [InlineData("psql &", null)]
    [InlineData("(psql)", null)]
    [InlineData("psql -c 'SELECT 1'", null)]
    [InlineData("redis-cli GET a", null)]
    [InlineData("bash", null)]
    [InlineData("python3", null)]
    [InlineData("ls", null)]
    public void Only_a_single_simple_client_is_started(string typed, string? sent)
    {
        var line = CommandLine.Parse(Encoding.UTF8.GetBytes(typed), CommandContext.Exec);

        var start = ClientStart.Of(line, PolicyDocument.Default.Analyze(line));

        Assert.Equal(sent, start is null ? null : Encoding.UTF8.GetString(start.Line.Source.Span));
    }

    [Theory]
    [InlineData("psql -h db -U app prod")]
    [InlineData("mysql -u app shop")]
    [InlineData("redis-cli")]
    public void A_start_that_reads_nothing_is_a_read(string typed)
    {
        var line = CommandLine.Parse(Encoding.UTF8.GetBytes(typed), CommandContext.Exec);
        var start = ClientStart.Of(line, PolicyDocument.Default.Analyze(line));

        var verdict = PolicyDocument.Default.Evaluate(new CommandRequest
        {
            Subject = new PolicySubject { Issuer = "https://issuer.test", Subject = "agent" },
            Target = new PolicyTarget { Name = "db", Account = "app" },
            Now = DateTimeOffset.UnixEpoch,
            SourceAddress = "192.0.2.1",
            Command = start!.Line,
            Input = ClientStart.Input,
        });

        Assert.Equal(VerdictKind.Allow, verdict.Kind);
    }

    [Theory]
    [InlineData("\\q\n", true)]
    [InlineData("quit\n", true)]
    [InlineData(" EXIT ;\n", true)]
    [InlineData("quit 1\n", false)]
    [InlineData("select 'quit';\n", false)]
    public void Leaving_is_recognized_by_the_gate_and_not_sent(string statement, bool leaves) =>
        Assert.Equal(leaves, DatabaseClient.IsLeave(Encoding.UTF8.GetBytes(statement)));
}
