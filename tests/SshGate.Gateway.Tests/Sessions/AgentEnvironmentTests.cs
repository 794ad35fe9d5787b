using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Tests.Sessions;

public sealed class AgentEnvironmentTests
{
    [Theory]
    [InlineData("LANG", "de_DE.UTF-8")]
    [InlineData("LC_ALL", "C")]
    [InlineData("LC_ALL", "C.utf8")]
    [InlineData("LANG", "")]
    [InlineData("LANGUAGE", "de_AT:de")]
    [InlineData("LC_TIME", "en_GB.UTF-8@euro")]
    public void Passes_the_locale_on(string name, string value)
    {
        var environment = new AgentEnvironment();
        Assert.True(environment.TryAccept(name, value));
        Assert.Equal(value, environment.ForTarget[name]);
    }

    // Bypass catalogue, D6: each of these changes what an approved command means.
    [Theory]
    [InlineData("BASH_ENV", "/tmp/x")]
    [InlineData("ENV", "/tmp/x")]
    [InlineData("LD_PRELOAD", "/tmp/x.so")]
    [InlineData("PATH", "/tmp")]
    [InlineData("IFS", ";")]
    [InlineData("BASH_FUNC_ls%%", "() { rm -rf /; }")]
    [InlineData("GIT_SSH_COMMAND", "sh -c id")]
    [InlineData("PROMPT_COMMAND", "id")]
    [InlineData("LANG", "$(id)")]
    [InlineData("LANG", "C\n")]
    [InlineData("LC_ALL", "() { :; }")]
    // In these a backslash may be half of a character: echo "あ\"; id; echo "x" runs id.
    [InlineData("LC_ALL", "zh_CN.GBK")]
    [InlineData("LC_CTYPE", "zh_TW.BIG5")]
    [InlineData("LANG", "zh_TW")]
    [InlineData("LC_\n", "C")]
    [InlineData("lang", "C")]
    [InlineData("SSHGATE_JSON", "yes")]
    [InlineData("SSHGATE_OTHER", "1")]
    public void Drops_everything_else(string name, string value)
    {
        var environment = new AgentEnvironment();
        Assert.False(environment.TryAccept(name, value));
        Assert.Empty(environment.ForTarget);
    }

    [Fact]
    public void Keeps_what_is_addressed_to_the_gate_from_the_target()
    {
        var environment = new AgentEnvironment();
        Assert.True(environment.TryAccept("SSHGATE_REASON", "clean up after the release"));
        Assert.True(environment.TryAccept("SSHGATE_JSON", "1"));
        Assert.Equal("clean up after the release", environment.Reason);
        Assert.True(environment.WantsJson);
        Assert.Empty(environment.ForTarget);
    }

    [Fact]
    public void Is_bounded()
    {
        var environment = new AgentEnvironment();
        var accepted = Enumerable.Range(0, 26 * 26)
            .Count(i => environment.TryAccept($"LC_{(char)('A' + (i / 26))}{(char)('A' + (i % 26))}", "C"));
        Assert.Equal(32, accepted);
        Assert.False(environment.TryAccept("SSHGATE_REASON", new string('x', 501)));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Whatever_asks_for_a_dry_run_is_one(string value, bool wants)
    {
        var environment = new AgentEnvironment();
        Assert.True(environment.TryAccept("SSHGATE_EXPLAIN", value));
        Assert.Equal(wants, environment.WantsExplanation);
        Assert.Empty(environment.ForTarget);
    }

    [Theory]
    [InlineData("a-1f2e3d", true)]
    [InlineData("../x", true)] // an unknown request: who names one does not mean to ask anew
    [InlineData("a-1\n", false)]
    [InlineData("", false)]
    public void Takes_the_id_of_a_request_to_use_or_to_withdraw(string value, bool isTaken)
    {
        var environment = new AgentEnvironment();
        Assert.Equal(isTaken, environment.TryAccept("SSHGATE_REQUEST", value));
        Assert.Equal(isTaken, environment.TryAccept("SSHGATE_WITHDRAW", value));
        Assert.Equal(isTaken ? value : null, environment.RequestId);
        Assert.Equal(isTaken ? value : null, environment.WithdrawnId);
    }
}
