using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Row G1 of the bypass catalogue: the recorder fails first.</summary>
public sealed class FullRecorderTests(FullStage stage) : IClassFixture<FullStage>
{
    private const int GateFailed = 70;

    [Theory]
    [EveryShell]
    public async Task G1_what_cannot_be_recorded_is_not_run(AccountShell shell)
    {
        var target = stage.Target(shell);

        var answers = await stage.NothingReachesAsync(
            target,
            ChannelScript.Exec("ls"),
            ChannelScript.Exec("rm canary"),
            ChannelScript.Exec("ls").Terminal(),
            ChannelScript.Exec("sh").Send("ls\n").Eof(),
            ChannelScript.Shell().Send("ls\n").Eof(),
            ChannelScript.Shell().Terminal().Send("ls\r"));

        Assert.All(answers, answer => Assert.Equal(GateFailed, answer.Exit));
        Assert.All(answers, answer => Assert.Contains("record", answer.Text, StringComparison.Ordinal));
    }
}
