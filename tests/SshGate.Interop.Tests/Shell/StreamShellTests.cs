using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>The managed shell that gets its statements from standard input: <c>ssh gate &lt; script</c>.</summary>
public sealed class StreamShellTests(ShellGate shared) : IClassFixture<ShellGate>
{
    [Fact]
    public async Task A_script_runs_statement_by_statement_and_its_output_is_all_there_is()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await RunAsync(
            $"""
            # {marker}
            cd /usr/share
            WORD='a b'

            pwd; echo "{marker} $WORD"
            for i in 1 2
            do
              echo "{marker} $i"
            done
            cat <<E
            {marker} $WORD
            E
            false
            echo "was $?"
            sh -c 'exit 9'
            """);

        run.ShouldExit(9);
        Assert.Equal($"/usr/share\n{marker} a b\n{marker} 1\n{marker} 2\n{marker} a b\nwas 1\n", run.Output);
        Assert.Equal("", run.Error);
        var received = gate.Received().Select(Encoding.UTF8.GetString).Where(text => text.Contains(marker, StringComparison.Ordinal)).ToList();
        Assert.Equal(3, received.Count);
        Assert.Equal($"cd -- '/usr/share' || exit\nWORD='a b'\npwd; echo \"{marker} $WORD\"\n", received[0]);
    }

    [Fact]
    public async Task What_is_denied_is_skipped_with_77_and_the_script_goes_on()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await RunAsync($"shred /tmp/{marker}\necho \"$? on\"\nshred x");

        run.ShouldExit(77).ShouldSay("denied by policy");
        Assert.Equal("77 on\n", run.Output);
        Assert.False(gate.HasReceived(marker));
    }

    [Theory]
    [InlineData("echo one\nif true; then\necho two\n", "one\n", "the input ends in the middle of a statement")]
    [InlineData("echo one\ncat <<E\ntwo\n", "one\n", "the input ends in the middle of a statement")]
    [InlineData("echo one\necho 'two\n", "one\n", "the input ends in the middle of a statement")]
    [InlineData("echo one\n)\necho two\n", "one\n", "this is no statement")]
    public async Task What_is_no_whole_statement_is_refused_and_ends_the_session(string script, string output, string words)
    {
        var run = await RunAsync(script);

        run.ShouldExit(2).ShouldSay(words);
        Assert.Equal(output, run.Output);
    }

    [Fact]
    public async Task A_statement_reads_no_input_and_takes_nothing_of_the_script()
    {
        var run = await RunAsync("cat\nread -r line; echo \"[$line]\"\nwc -c\necho end\n");

        run.ShouldExit(0);
        Assert.Equal("[]\n0\nend\n", run.Output);
    }

    [Theory]
    [InlineData("exit 3\necho never\n", 3)]
    [InlineData("logout\necho never\n", 0)]
    [InlineData("false || exit 5\necho never\n", 5)]
    [InlineData("true || exit 5\nsh -c 'exit 6'\n", 6)]
    [InlineData("", 0)]
    public async Task The_session_ends_where_a_shell_would_end(string script, int status)
    {
        var run = await RunAsync(script);

        run.ShouldExit(status);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_held_statement_waits_and_the_script_goes_on_after_the_approval()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(
            gate.Facts.Agent, null, ["-T"], Encoding.UTF8.GetBytes($"echo before\ntouch /tmp/{marker}\nls /tmp/{marker}\n"));

        var held = await gate.HeldAsync(ssh);
        Assert.Equal($"touch /tmp/{marker}\n", Encoding.UTF8.GetString(held.Command));
        (await gate.ApproveAsync(held)).ShouldExit(0);

        var run = (await ssh.EndAsync()).ShouldExit(0);
        Assert.Equal($"before\n/tmp/{marker}\n", run.Output);
        File.Delete($"/tmp/{marker}");
    }

    [Fact]
    public async Task A_statement_over_64_KiB_is_refused_and_nothing_behind_it_runs()
    {
        var run = await RunAsync("echo one\ncat <<E\n" + string.Concat(Enumerable.Repeat("line\n", 20_000)) + "E\necho two\n");

        run.ShouldExit(2).ShouldSay("64 KiB");
        Assert.Equal("one\n", run.Output);
    }

    [Fact]
    public async Task A_terminal_that_is_fed_a_script_runs_it_too()
    {
        var gate = await shared.UseAsync();

        var run = await gate.Ssh.RunAsync(gate.Facts.Agent, null, ["-tt"], Encoding.UTF8.GetBytes("echo $((40+2))\nexit 5\n"));

        run.ShouldExit(5);
        Assert.Contains("\r\n42\r\n", run.Output, StringComparison.Ordinal);
    }

    private async Task<ProgramResult> RunAsync(string script)
    {
        var gate = await shared.UseAsync();
        return await gate.Ssh.RunAsync(gate.Facts.Agent, null, ["-T"], Encoding.UTF8.GetBytes(script));
    }
}
