using System.Text;
using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Row G of the bypass catalogue: what is on record, and what a record does to those who look at it.</summary>
[Collection(LineCollection.Name)]
public sealed class RecordTests(ShellStage stage)
{
    /// <summary>Clipboard, title report, status queries, key programming, hyperlinks, application strings, all ending both ways.</summary>
    private const string Hostile =
        @"\033]52;c;cm0gLXJmIC8=\007\033]52;c;?\033\\\033]0;evil\007\033[21t\033[20t\033P$q\042p\033\\\033P+q544e\033\\\033[6n\033[c\033[>c\033[5n"
        + @"\033]8;;http://x/\033\\link\033]8;;\033\\\033_evil\033\\\033^evil\033\\\033Xevil\033\\\033P0;1|17/0d\033\\\033]4;1;?\007\033]10;?\007\033[?1049h"
        + @"\2339n\2350;evil\234\220evil\234\005\016\033c\033#8\033[!p";

    [Theory]
    [EveryShell]
    public async Task G2_a_replay_does_nothing_to_the_viewers_terminal(AccountShell shell)
    {
        var target = stage.Target(shell);
        var marker = Marker.New();
        await stage.PlayAsync(target, ChannelScript.Exec($"printf '{Hostile}{marker}\\n'").Terminal());
        var cast = await stage.Gate.SealedRecordingOfAsync(marker);

        foreach (var form in new[] { "--no-wait", "--text" })
        {
            var replay = (await stage.Gate.CliAsync(stage.Gate.Facts.Auditor, "replay", cast.File, form, "--markers")).ShouldExit(0);

            Assert.Contains(marker, replay.Output, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\x1b[\]P_^X#c]|\x1b\[[0-9;>?!]*[cnpt]|[\x80-\x9f]|[\x05\x07]", replay.Output);
        }
    }

    [Theory]
    [EveryShell]
    public async Task G2_lists_and_verdicts_are_as_safe_as_replays(AccountShell shell)
    {
        var target = stage.Target(shell);
        var marker = Marker.New();
        await stage.PlayAsync(
            target, ChannelScript.Exec($"echo '{marker}\u001b]52;c;eA==\u0007\u001b[2J\u009b6n\r\u202e'"), ChannelScript.Exec("ls").Environment(("SSHGATE_REASON", "\u001b]0;x\u0007")));
        var cast = await stage.Gate.SealedRecordingOfAsync(marker);

        var listed = await stage.Gate.CliAsync(stage.Gate.Facts.Auditor, "sessions", "list");
        var verified = await stage.Gate.CliAsync(stage.Gate.Facts.Auditor, "verify", cast.File);

        foreach (var text in new[] { listed.ShouldExit(0).Output, verified.ShouldExit(0).Output })
        {
            Assert.DoesNotMatch(@"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text);
        }
    }

    /// <summary>What an agent sends as data, or types where it does not pass, is counted and hashed, not kept.</summary>
    [Theory]
    [EveryShell]
    public async Task G3_input_that_is_data_is_not_on_record(AccountShell shell)
    {
        var target = stage.Target(shell);
        var (marker, secret) = (Marker.New(), Marker.New("secret"));

        var answers = await stage.PlayAsync(
            target,
            ChannelScript.Exec($"echo {marker}; wc -c").Send(secret).Eof(),
            ChannelScript.Exec($"echo {marker}; cat").Terminal().Expect(marker).Send(secret + "\r").Expect("only Ctrl-C").Interrupt());

        Assert.Contains($"{secret.Length}", answers[0].Text, StringComparison.Ordinal);
        await Wait.UntilAsync(
            () => stage.Gate.RecordingsOf(marker) is { Count: 2 } all && all.All(cast => cast.IsSealed), () => "two sealed recordings");
        foreach (var file in Directory.EnumerateFiles(stage.Gate.Directory, "*", SearchOption.AllDirectories)
            .Where(file => file.StartsWith(stage.Gate.Facts.Recordings, StringComparison.Ordinal) || file.Contains("sshgate.db", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            Assert.True(content.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"the secret is in {file}");
        }
    }
}
