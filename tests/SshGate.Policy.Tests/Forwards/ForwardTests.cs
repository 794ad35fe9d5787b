using System.Text;
using SshGate.Policy.Forwards;

namespace SshGate.Policy.Tests.Forwards;

/// <summary>Connections through the target: their text, their risk, and rules for their destinations.</summary>
public sealed class ForwardTests
{
    private static readonly PolicyDocument Policy = PolicyDocument.Load(
        """
        version: 1
        commands:
          - id: database
            when: { context: forward, command: forward, arguments: ['tcp 10\.0\.0\.5:5432', 'unix /run/app/.*\.sock'] }
            then: allow
          - id: no-ssh
            when: { context: forward, arguments: ['tcp .*:22'] }
            then: deny
        """,
        "test.yaml").Document!;

    [Theory]
    [InlineData("forward tcp 10.0.0.5:5432")]
    [InlineData("forward tcp [2001:db8::1]:22")]
    [InlineData("forward tcp db.internal:0")]
    [InlineData("forward unix /run/app/a.sock")]
    [InlineData("forward unix '/run/a b'")]
    [InlineData("forward tcp 'a b:22'")]
    public void The_text_reads_back_as_itself(string text)
    {
        var forward = ForwardOperation.TryParse(Encoding.UTF8.GetBytes(text));
        Assert.NotNull(forward);
        Assert.Equal(text, forward.ToString());
        Assert.Equal(forward, CommandLine.ForForward(forward).Forward);
    }

    [Theory]
    [InlineData("forward tcp 10.0.0.5")]
    [InlineData("forward tcp 10.0.0.5:65536")]
    [InlineData("forward tcp 10.0.0.5:05432")]
    [InlineData("forward tcp 2001:db8::1:22")]
    [InlineData("forward tcp [10.0.0.5]:22")]
    [InlineData("forward tcp DB.internal:22")]
    [InlineData("forward udp 10.0.0.5:53")]
    [InlineData("forward tcp 10.0.0.5:22 x")]
    public void Other_texts_are_none(string text) => Assert.Null(ForwardOperation.TryParse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("forward tcp 10.0.0.5:5432", VerdictKind.Allow)]
    [InlineData("forward tcp 10.0.0.6:5432", VerdictKind.Deny)]
    [InlineData("forward tcp 10.0.0.5:22", VerdictKind.Deny)]
    [InlineData("forward unix /run/app/a.sock", VerdictKind.Allow)]
    [InlineData("forward unix $'/run/app/\\x1b.sock'", VerdictKind.Deny)]
    public void Rules_name_destinations(string text, VerdictKind expected) =>
        Assert.Equal(expected, TestPolicy.Ask(text, CommandContext.Forward, policy: Policy).Kind);

    [Fact]
    public void A_forward_is_never_reading()
    {
        var line = CommandLine.ForForward(ForwardOperation.Tcp("Example.ORG"u8, 443));
        Assert.Equal("forward tcp example.org:443", Encoding.UTF8.GetString(line.Source.Span));
        var analysis = PolicyDocument.Default.Analyze(line);
        Assert.Equal(RiskClass.Exfil, analysis.Risk);
        Assert.Equal(["forward"], analysis.Effective);
    }

    [Fact]
    public void A_host_that_is_no_host_name_is_opaque() =>
        Assert.Equal(RiskClass.Opaque, PolicyDocument.Default.Analyze(CommandLine.ForForward(ForwardOperation.Tcp("a\nb"u8, 1))).Risk);
}
