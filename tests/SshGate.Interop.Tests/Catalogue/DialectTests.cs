using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Rows of the bypass catalogue that depend on which shell reads the line.</summary>
[Collection(LineCollection.Name)]
public sealed class DialectTests(ShellStage stage)
{
    /// <summary>
    /// Lines that one of the four shells reads as something worse than bash does. Where the gate lets one through, it must be
    /// harmless in every shell.
    /// </summary>
    [Theory]
    [EveryShell]
    public async Task E2_a_line_that_another_shell_reads_differently_changes_nothing(AccountShell shell)
    {
        var target = stage.Target(shell);
        await stage.Server.CleanAsync();
        var before = target.HomeState();
        var lines = CatalogueLines.Of("Dialects");

        var answers = await stage.PlayAsync(target, [.. lines.Select(ChannelScript.Exec)]);

        var through = lines.Zip(answers).Where(pair => pair.Second.WasLetThrough).Select(pair => pair.First);
        Assert.True(before == target.HomeState(), $"one of these has changed the target:\n{string.Join('\n', through)}");
    }

    /// <summary>The lines of that test are no straw men: without the gate each of them does change the home in some shell.</summary>
    [Fact]
    public async Task E2_those_lines_do_change_a_home_where_no_gate_is_in_the_way()
    {
        var lines = CatalogueLines.Of("Dialects");

        var harmless = await stage.Server.HarmlessEverywhereAsync(lines);

        Assert.Empty(harmless);
    }
}
