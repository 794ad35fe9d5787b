using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Rows of the bypass catalogue in which the target's output speaks to the gate: nothing of it is listened to.</summary>
[Collection(KeyboardCollection.Name)]
public sealed class ScreenTests(ShellStage stage)
{
    /// <summary>Repaints: the cursor moved, the line erased, a prompt and a harmless command painted over it.</summary>
    private static readonly string[] Repaints =
    [
        @"\r\033[2Kuser@host:~$ ls", @"\033[1;1H\033[2J$ ls\n", @"\033[6n\033[5n\033[c", @"\033[A\033[2K$ ", @"\033]0;$ ls\007", @"\033[8mhidden",
        @"\033[?25l\033[s\033[u", @"\b\b\b\b\b\b$ ls", @"\033[99999;99999H",
    ];

    /// <summary>The alternate screen and other modes that are taken for an editor.</summary>
    private static readonly string[] Modes =
    [
        @"\033[?1049h\033[2;1H", @"\033[?47h", @"\033[?1047h", @"\033[?1h\033=", @"\033[?2004h", @"\033[?1000h\033[?1006h", @"\033c", @"\033[!p", @"\033[?1049l",
    ];

    /// <summary>What begins a ZMODEM transfer, or one of its kin.</summary>
    private static readonly string[] Transfers =
    [
        @"**\030B00000000000000\r\n\021", @"rz\r**\030B00000000000000\r\n\021", @"**\030B0100000023be50\r\n\021", @"**\030C", @"\001\#  N3\r", @"CCCCCCCC", @"\002\002\002",
    ];

    [Theory]
    [EveryShell]
    public Task B4_a_repainted_screen_hides_no_line(AccountShell shell) => SpeakAsync(shell, Repaints);

    [Theory]
    [EveryShell]
    public Task C1_a_switched_screen_switches_no_gate_off(AccountShell shell) => SpeakAsync(shell, Modes);

    [Theory]
    [EveryShell]
    public Task C2_a_transfer_header_switches_neither_gate_nor_recorder_off(AccountShell shell) => SpeakAsync(shell, Transfers);

    /// <summary>
    /// The output comes from an allowed command, once alone and once from one that goes on reading its terminal. After it
    /// nothing that is typed or sent passes undecided, and what is printed next is on record as ever.
    /// </summary>
    private async Task SpeakAsync(AccountShell shell, string[] outputs)
    {
        var target = stage.Target(shell);
        foreach (var (output, i) in outputs.Select((output, i) => (output, i)))
        {
            var (first, second) = (Marker.New("first"), Marker.New("second"));
            var line = $"printf '{output}{first}\\n'";
            var answers = await stage.PlayAsync(
                target,
                ChannelScript.Exec(line).Terminal(),
                ChannelScript.Exec("rm canary").Terminal().Send("rm canary\r"),
                ChannelScript.Exec("rm canary"),
                ChannelScript.Shell().Terminal().Send("rm canary\r"),
                ChannelScript.Exec($"{line}; cat").Terminal().Expect(first).Send("!typed rm canary\r").Expect("only Ctrl-C").Interrupt(),
                ChannelScript.Exec($"echo {second}"));

            Assert.Contains(first, answers[0].Text, StringComparison.Ordinal);
            Assert.All(answers.Skip(1).Take(3), answer => Assert.False(answer.WasLetThrough, answer.ToString()));
            Assert.DoesNotContain("!typed", answers[4].Text, StringComparison.Ordinal);
            Assert.Equal($"{second}\n", answers[5].Text);
            Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
            if (i == 0)
            {
                Assert.Contains(second, (await stage.Gate.SealedRecordingOfAsync(second)).Output, StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain(target.ReceivedText(), command => command.Contains("rm canary", StringComparison.Ordinal));
    }
}
