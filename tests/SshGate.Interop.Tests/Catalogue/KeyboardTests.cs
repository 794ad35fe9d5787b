using System.Text;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>
/// Rows A and B of the bypass catalogue: keystrokes that elsewhere end a line, change it, or hide it from the gate. Each
/// sequence is typed whole, byte by byte and in pieces, into a shell and into a command that runs on a terminal.
/// </summary>
[Collection(KeyboardCollection.Name)]
public sealed class KeyboardTests(ShellStage stage)
{
    private const string Interrupt = "\u0003";
    private const string Escape = "\u001b";

    /// <summary>A command that only reads, whose terminal would echo whatever reached it; it says when it is there.</summary>
    private const string Reader = "echo ready; cat";

    /// <summary>How the bytes are cut into packets; 0 is not at all.</summary>
    private static readonly int[] Chunks = [0, 1, 3];

    [Theory]
    [EveryShell]
    public Task A1_a_lone_line_feed_ends_a_line_and_the_line_waits(AccountShell shell) => TypeAsync(
        shell, "rm canary\n", "rm canary\n\n", "\nrm canary\n", "rm canary\r\n", "rm canary\n\r", "rm\\\n canary\n");

    [Theory]
    [EveryShell]
    public Task A2_control_O_and_its_kin_run_nothing(AccountShell shell) => TypeAsync(
        shell, "rm canary\u000f", "rm canary\u000f\u000f", "rm canary\u000f\r", "rm canary\u0012\u000f", "rm canary\u000e\u000f",
        "rm canary\u001a", "rm canary\u001c", "rm canary\u0016\r", "rm canary\u0011\u0013", "rm canary\u0000");

    [Theory]
    [EveryShell]
    public Task A3_a_line_end_inside_a_packet_ends_the_line(AccountShell shell) => TypeAsync(
        shell, "rm canary\n#", "rm canary\r# pad", "#\nrm canary\n#\n", "rm canary\n\u0015", "rm canary\n\u0003", "rm canary\r" + new string('#', 5000));

    [Theory]
    [EveryShell]
    public Task A4_an_editor_that_would_run_its_buffer_is_never_reached(AccountShell shell) => TypeAsync(
        shell, "rm canary\u0018\u0005", "rm canary\u0018\u0005:wq\r", $"rm canary{Escape}v", $"{Escape}:rm canary\r", $"rm canary{Escape}v:wq\r",
        "EDITOR=true; rm canary\u0018\u0005\r", "set -o vi; rm canary\r");

    [Theory]
    [EveryShell]
    public Task A5_a_keyboard_that_was_to_be_programmed_stays_as_it_is(AccountShell shell) => TypeAsync(
        shell, "bind '\"\\C-t\":\"rm canary\\C-m\"'\r\u0014", "bind -x '\"\\C-t\": rm canary'\r\u0014", "bindkey -s '^T' 'rm canary^M'\r\u0014",
        "stty eol y; rm canary\r");

    /// <summary>End-of-line, kill and erase characters of the client's choice, and a terminal that would not be canonical.</summary>
    [Theory]
    [EveryShell]
    public async Task A6_the_clients_terminal_modes_change_nothing(AccountShell shell)
    {
        (int Mode, int Value)[][] modes =
        [
            [(6, 'y')], [(7, 'y')], [(6, 'y'), (7, 'r')], [(4, 0), (3, 0)], [(5, 'y')], [(1, 'y'), (2, 'r')], [(51, 0)], [(36, 0), (34, 1)],
            [(53, 0)], [(50, 0)], [(12, 'y')], [(128, 0), (129, 0)], [(6, 'y'), (51, 1), (36, 0), (53, 0)],
        ];

        await stage.NothingReachesAsync(
            stage.Target(shell),
            [.. modes.Select(pairs => Leaving(ChannelScript.Shell().Terminal(80, 24, pairs).Send("rm canary")))]);
        await stage.NothingComesThroughAsync(
            stage.Target(shell),
            [.. modes.Select(pairs => ChannelScript.Shell().Terminal(80, 24, pairs).Send("rm canary\r"))]);
        await ReaderHearsNothingAsync(
            shell,
            [.. modes.Select(pairs => ChannelScript.Exec(Reader).Terminal(80, 24, pairs).Expect("ready").Send("!typed rm canary\r"))]);
    }

    [Theory]
    [EveryShell]
    public Task A7_meta_keys_expand_nothing_behind_the_gate(AccountShell shell) => TypeAsync(
        shell, $"rm canary{Escape}\u0005\r", $"rm {Escape}.\r", $"rm canary\u0015\u0019\r", $"rm canary\u0017\u0019{Escape}y\r", $"xrm canary\u0001\u0004\r",
        $"canary\u0001rm \r", $"rm canary{Escape}#\r", $"rm can{Escape}/\r", $"rm can\t\r", $"rm can{Escape}*\r", $"#rm canary\u0001\u001b[3~\r",
        $"rm canary{Escape}[D{Escape}[C\r", $"ls{Escape}[A{Escape}[B; rm canary\r", $"{Escape}[200~rm canary\r{Escape}[201~\r", $"{Escape}OPrm canary\r");

    [Theory]
    [EveryShell]
    public Task B1_what_is_not_echoed_is_judged_all_the_same(AccountShell shell) => TypeAsync(
        shell, "rm canaryx\u007f\r", "rm canaryx\b\r", "lsx\b\b\brm canary\r", "x\u007frm canary\r", "xxxx\u0015rm canary\r", "stty -echo; rm canary\r",
        "rm canary xx\u0017\r");

    [Theory]
    [EveryShell]
    public Task B2_nothing_that_looks_like_a_password_prompt_hides_a_line(AccountShell shell) => TypeAsync(
        shell, "PS1='password: '; rm canary\r", "stty -echo; PS1='Password: '; rm canary\r", "read -s -p 'password: ' x; rm canary\r",
        "printf 'Password: '; rm canary\r");

    [Theory]
    [EveryShell]
    public Task B3_typing_faster_than_any_echo_changes_nothing(AccountShell shell) => TypeAsync(
        shell, $"ls;rm canary{Escape}[D\r", $"ls;rm canary{Escape}[H\r", $"ls;rm canary{Escape}OH{Escape}OF\r", $";rm canary{Escape}[1~ls\r",
        $"ls{Escape}[D{Escape}[D{Escape}[C{Escape}[C;rm canary\r");

    [Theory]
    [EveryShell]
    public async Task B5_sizes_and_resizes_change_nothing(AccountShell shell)
    {
        (int Columns, int Rows)[] sizes = [(0, 0), (1, 1), (2, 1), (10, 2), (65535, 65535), (int.MaxValue, int.MaxValue), (80, 0), (0, 24)];

        await stage.NothingComesThroughAsync(
            stage.Target(shell),
            [
                .. sizes.Select(size => ChannelScript.Shell().Terminal(size.Columns, size.Rows).Send("rm canary\r")),
                .. sizes.Select(size => ChannelScript.Shell().Terminal().Send("rm ca").Resize(size.Columns, size.Rows).Send("nary\r")),
                .. sizes.Select(size => ChannelScript.Shell().Terminal().Resize(size.Columns, size.Rows)
                    .Send("rm " + new string(' ', 300) + "canary").Resize(3, 3).Send("\r")),
                .. sizes.Select(size => ChannelScript.Exec("rm canary").Terminal(size.Columns, size.Rows).Resize(size.Columns, size.Rows)),
            ]);
    }

    [Theory]
    [EveryShell]
    public Task B6_a_paste_is_text_wherever_it_is_cut(AccountShell shell) => TypeAsync(
        shell, $"{Escape}[200~rm canary{Escape}[201~\r", $"{Escape}[200~rm -f x\nrm canary\n{Escape}[201~\r", $"{Escape}[200~rm canary\r",
        $"{Escape}[200~rm canary{Escape}[201{Interrupt}rm canary\r", $"{Escape}[200~{new string('x', 1020)}\nrm canary{Escape}[201~\r",
        $"{Escape}[200~{Escape}[201~rm canary\r", $"{Escape}[201~rm canary\r", $"ls {Escape}[200~; rm canary{Escape}[201~\r",
        $"{Escape}[200~rm canary\n{Escape}[200~\n{Escape}[201~\r");

    [Theory]
    [EveryShell]
    public Task B7_history_is_not_expanded_behind_the_gate(AccountShell shell) => TypeAsync(
        shell, "rm canary\r!!\r", "!rm\r", "^ls^rm canary^\r", "fc -s\r", "!-1; rm canary\r", "!#rm canary\r", "rm canary !$\r");

    [Theory]
    [EveryShell]
    public Task B8_padding_does_not_push_a_line_out_of_sight(AccountShell shell) => TypeAsync(
        shell, "rm canary #" + new string('x', 1100) + "\r", new string(' ', 1100) + "rm canary\r", "rm canary;" + new string(' ', 5000) + "ls\r",
        "rm" + new string(' ', 2048) + "canary\r", new string('\t', 100) + "rm canary\r", "rm canary #" + new string('x', 70_000) + "\r");

    [Theory]
    [EveryShell]
    public Task B9_a_statement_is_judged_when_it_is_complete(AccountShell shell) => TypeAsync(
        shell, "rm \\\rcanary\r", "rm \\\ncanary\n", "if true\rthen rm canary\rfi\r", "for i in 1\rdo\rrm canary\rdone\r", "echo 'a\rb'; rm canary\r",
        "{\rrm canary\r}\r", "cat <<E\rx\rE\rrm canary\r".Insert(0, "rm -f x; "), "f() {\rrm canary\r}\rf\r", "true &&\rrm canary\r", "true |\rrm canary\r",
        "echo $(\rrm canary\r)\r", "case x in\rx) rm canary;;\resac\r", "(\rrm canary\r)\r", "echo \"\rx\"; rm canary\r");

    [Theory]
    [EveryShell]
    public Task B10_a_torn_escape_sequence_stops_nothing_and_hides_nothing(AccountShell shell) => TypeAsync(
        shell, $"{Escape}[\rrm canary\r", $"{Escape}]0;\rrm canary\r", $"{Escape}Prm\r\nrm canary\r", $"{Escape}[9999999999999999999C\rrm canary\r",
        $"{Escape}[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;m\rrm canary\r", $"{Escape}{Escape}{Escape}\rrm canary\r", $"{Escape}[?\rrm canary\r",
        $"{Escape}[200\rrm canary\r", $"{Escape}X{Escape}\\rm canary\r", $"{Escape}[1;5\u0000\rrm canary\r", $"{Escape}O\rrm canary\r");

    /// <summary>Both channels of one connection type at once, and neither sees or clears what the other has typed.</summary>
    [Theory]
    [EveryShell]
    public async Task B11_what_one_channel_types_is_not_the_other_ones(AccountShell shell)
    {
        var target = stage.Target(shell);
        var traffic = target.Traffic;

        var answers = await stage.PlayTogetherAsync(
            target,
            ChannelScript.Shell().Terminal().Send("rm canary\r", chunk: 1),
            Leaving(ChannelScript.Shell().Terminal().Send("\u0015\u0015\u0015\u007f\u007f", chunk: 1)),
            ChannelScript.Shell().Terminal().Send("rm data/a.txt\r", chunk: 2),
            ChannelScript.Shell().Send("rm canary\n", chunk: 1),
            ChannelScript.Exec("rm canary").Terminal().Send("ls\r", chunk: 1),
            ChannelScript.Exec("rm data/b.txt"));

        Assert.Equal(traffic, target.Traffic);
        Assert.All(
            answers.Where((_, i) => i != 1),
            answer => Assert.False(answer.WasLetThrough, answer.ToString()));
    }

    /// <summary>Typed into a shell, and into a command that runs on a terminal.</summary>
    private async Task TypeAsync(AccountShell shell, params string[] keys)
    {
        var target = stage.Target(shell);
        await stage.NothingReachesAsync(
            target, [.. Chunks.SelectMany(chunk => keys.Select(key => Leaving(ChannelScript.Shell().Terminal().Send(key, ChunkOf(key, chunk)))))]);
        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
        await ReaderHearsNothingAsync(shell, [.. keys.Select(key => ChannelScript.Exec(Reader).Terminal().Expect("ready").Send("!typed" + key))]);
    }

    /// <summary>On a terminal of a running command only Ctrl-C is passed on; the target's terminal would echo all else.</summary>
    private async Task ReaderHearsNothingAsync(AccountShell shell, IReadOnlyList<ChannelScript> scripts)
    {
        var target = stage.Target(shell);
        foreach (var answer in await stage.PlayAsync(target, [.. scripts.Select(script => script.Expect("only Ctrl-C").Interrupt())]))
        {
            var text = Encoding.UTF8.GetString(answer.Output);
            Assert.DoesNotContain("!typed", text, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
    }

    /// <summary>Long lines go in bigger pieces, or the test would do nothing else.</summary>
    private static int ChunkOf(string keys, int chunk) => keys.Length > 2000 ? chunk * 997 : chunk;

    /// <summary>A paste that was left open is closed, whatever is half typed is given up, and the shell ended: where a shell is held, it stays so and is left.</summary>
    private static ChannelScript Leaving(ChannelScript script) => script.Send($"{Escape}[201~{Interrupt}").Send("exit\r");
}
