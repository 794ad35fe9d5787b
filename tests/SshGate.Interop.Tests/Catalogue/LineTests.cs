using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Smoke.</summary>
[Collection("lines")]
public sealed class LineTests(ShellStage stage)
{
    [Theory]
    [EveryShell]
    public async Task Smoke(AccountShell shell)
    {
        var target = stage.Target(shell);
        await stage.NothingComesThroughAsync(target, ChannelScript.Exec("rm -f canary"), ChannelScript.Exec("sudo -i"), ChannelScript.Shell());
        var answers = await stage.PlayAsync(target, ChannelScript.Exec("cat canary"), ChannelScript.Exec("cat").Send("hello\n").Eof());
        Assert.Equal("alive\n", answers[0].Text);
        Assert.Equal("hello\n", answers[1].Text);
        Assert.Equal(["cat canary", "cat"], target.ReceivedText());
    }
}
