using System.Diagnostics;
using System.Text;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Lanes.Shell;

/// <summary>The texts that go to a target, run by the shells that targets have.</summary>
public sealed class WireTextTests
{
    /// <summary>Account shells: Debian's, the usual one, that of small systems, and the one with the most surprises.</summary>
    public static TheoryData<string> Shells { get; } = ["/bin/dash", "/bin/bash", "/bin/busybox sh", "/usr/bin/zsh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Directory_variables_and_status_are_carried_from_shell_to_shell(string shell)
    {
        var state = new ShellState();

        Assert.Equal("", await RunAsync(shell, state, "cd /usr/share\n"));
        Assert.Equal(("/usr/share", 0u), (state.Directory, state.Status));
        Assert.Equal("/usr/share\n", await RunAsync(shell, state, "pwd\n"));
        Assert.Equal("", await RunAsync(shell, state, "A=\"it's \\\"quoted\\\" \\$HOME \\`ls\\` ü日\"; B=$(printf 'a\\nb\\tc'); export TZ=UTC\n"));
        Assert.Equal("it's \"quoted\" $HOME `ls` ü日|a\nb\tc|", await RunAsync(shell, state, "printf '%s|%s|' \"$A\" \"$B\"\n"));
        Assert.Equal("UTC\n", await RunAsync(shell, state, "printenv TZ\n"));
        Assert.Equal("", await RunAsync(shell, state, "unset A; B=\n"));
        Assert.Equal("none|empty|", await RunAsync(shell, state, "printf '%s|' \"${A-none}\" \"${B:-empty}\"\n"));
        Assert.Equal("x", await RunAsync(shell, state, "cd /no/such/place; printf x; (exit 7)\n"));
        Assert.Equal(("/usr/share", 7u), (state.Directory, state.Status));
        Assert.Equal("7\n", await RunAsync(shell, state, "echo $?\n"));
        await RunAsync(shell, state, "cd /tmp\n");
        await RunAsync(shell, state, "cd - > /dev/null\n");
        Assert.Equal("/usr/share", state.Directory);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_directory_with_any_name_is_entered_again(string shell)
    {
        using var folder = new TemporaryFolder();
        var odd = Directory.CreateDirectory(Path.Combine(folder.Path, "-n '$(touch x)' \"`id`\" *;# ü\\")).FullName;
        var state = new ShellState();
        state.Apply(new ReportedState(odd, "/", []), new ShellEffects());

        Assert.Equal(odd + "\n", await RunAsync(shell, state, "pwd\n"));
        Assert.Empty(Directory.GetFileSystemEntries(odd));
    }

    [Fact]
    public void What_changes_nothing_is_sent_as_it_was_entered()
    {
        var wire = Wire(new ShellState(), "ls -l | head # x\n");

        Assert.Null(wire.Report);
        Assert.Equal("ls -l | head # x\n", Encoding.UTF8.GetString(wire.Bytes.Span));
    }

    [Fact]
    public void The_directory_and_the_variables_come_first_and_are_quoted()
    {
        var state = new ShellState();
        state.Apply(
            new ReportedState("/it's", "/", [new("B", "x'y"), new("A", null), new("C", "$(id)")]),
            new ShellEffects { ExportedVariables = ["C"] });

        Assert.Equal(
            "cd -- '/it'\\''s' || exit\nunset A\nB='x'\\''y'\nexport C='$(id)'\nls\n",
            Encoding.UTF8.GetString(Wire(state, "ls\n").Bytes.Span));
    }

    [Fact]
    public void Marks_are_different_every_time() =>
        Assert.NotEqual(
            Wire(new ShellState(), "cd x\n").Report!.Mark.ToArray(), Wire(new ShellState(), "cd x\n").Report!.Mark.ToArray());

    [Theory]
    [InlineData("/srv\0/home\0A=1\0", false, true)]
    [InlineData("/srv\0/home\0\0", false, true)]
    [InlineData("/srv\0/home\0A=1\r\n2\0", true, true)]
    [InlineData("/srv\0/home\0B=1\0", false, false)]
    [InlineData("/srv\0/home\0", false, false)]
    [InlineData("/srv\0/home\0A=1\0x", false, false)]
    [InlineData("/srv\0/home\0A=1\0\0", false, false)]
    [InlineData("", false, false)]
    public void A_report_has_one_form(string text, bool hasTerminal, bool isReport)
    {
        var read = new StateReport("nonce", ["A"]).Read(Encoding.UTF8.GetBytes(text), hasTerminal);

        Assert.Equal(isReport, read is not null);
        Assert.True(read is null || !hasTerminal || read.Variables[0].Value == "1\n2");
    }

    [Fact]
    public void A_report_that_is_no_text_is_none() =>
        Assert.Null(new StateReport("nonce", []).Read([(byte)'/', 0xff, 0, (byte)'/', 0], hasTerminal: false));

    private static WireText Wire(ShellState state, string statement) => WireText.Of(
        state, Encoding.UTF8.GetBytes(statement), Effects(statement));

    private static ShellEffects Effects(string statement) =>
        ShellEffects.Of(CommandLine.Parse(Encoding.UTF8.GetBytes(statement), CommandContext.Shell));

    /// <summary>Runs one statement as the lane does, and returns its output without the report.</summary>
    private static async Task<string> RunAsync(string shell, ShellState state, string statement)
    {
        var wire = Wire(state, statement);
        string[] program = shell.Split(' ');
        using var process = Process.Start(new ProcessStartInfo(
            program[0], [.. program.Skip(1), "-c", Encoding.UTF8.GetString(wire.Bytes.Span)])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            WorkingDirectory = "/",
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        state.Status = (uint)process.ExitCode;
        if (wire.Report is not { } report)
        {
            return output;
        }

        var mark = Encoding.UTF8.GetString(report.Mark.Span);
        var parts = output.Split(mark);
        Assert.Equal(3, parts.Length);
        Assert.Empty(state.Apply(report.Read(Encoding.UTF8.GetBytes(parts[1]), hasTerminal: false)!, Effects(statement)));
        return parts[0] + parts[2];
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("sshgate-wire-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
