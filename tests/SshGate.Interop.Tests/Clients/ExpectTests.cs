using SshGate.Interop.Tests.Shell;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>An agent behind expect: it knows what docs/agents.md says about the prompt, and nothing else.</summary>
public sealed class ExpectTests(SharedGate shared)
{
    /// <summary>The expression of docs/agents.md, on a line of its own.</summary>
    private const string Prompt = """{(^|\n|\r|\u001b\[\?2004h)[^ ]+@[^ ]+:.*(\[[0-9]+\])?\$ $}""";

    [Fact]
    public async Task One_command_with_a_terminal_prints_and_ends_with_its_own_status()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var expect = ExpectScript.Start(
            gate,
            $$"""
            want {{{marker}} /dev/pts/[0-9]+\r\n}
            end
            """,
            options: ["-t"],
            command: $"echo {marker} $(tty); exit 3");

        (await expect.EndAsync()).ShouldExit(3);
    }

    [Theory]
    [InlineData("xterm-256color")]
    [InlineData("dumb")]
    public async Task The_managed_shell_is_driven_by_the_documented_prompt(string term)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var expect = ExpectScript.Start(
            gate,
            $$"""
            want {{Prompt}}; run {cd /usr/share && pwd}
            want {\n/usr/share\r\n}
            want {{Prompt}}; run {ls /nonexistent-{{marker}}}
            want {:/usr/share\[2\]\$ $}; run {rm -rf /tmp/{{marker}}}
            want {sshgate: held for approval [^\n]*\(request a-[a-z0-9]+\)}
            send "\003"
            want {:/usr/share\[75\]\$ $}; run {echo done-{{marker}}}
            want {\ndone-{{marker}}\r\n}
            want {{Prompt}}; run {exit 4}
            end
            """,
            term);

        (await expect.EndAsync()).ShouldExit(4);
        Assert.False(gate.HasReceived($"rm -rf /tmp/{marker}"));
    }
}
