using System.Text;
using System.Text.Json;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Explain;

/// <summary>The agent's own dry run: everything is judged, nothing reaches the target.</summary>
public sealed class DryRunTests(SharedGate shared)
{
    [Theory]
    [InlineData("ls MARK", 0, "allow")]
    [InlineData("rm -f /tmp/MARK", 75, "approve")]
    [InlineData("mkfs /dev/MARK", 77, "deny")]
    public async Task Says_what_would_happen_and_runs_nothing(string pattern, int status, string decision)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var run = await gate.Ssh.RunAsync(
            gate.Facts.Agent, pattern.Replace("MARK", marker, StringComparison.Ordinal), options: ["-o", "SetEnv=SSHGATE_EXPLAIN=1"]);

        run.ShouldExit(status);
        Assert.Contains($"decision  {decision}", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was sent to the target", run.Output, StringComparison.Ordinal);
        Assert.False(gate.HasReceived(marker), "a dry run reached the target");
    }

    [Fact]
    public async Task Answers_in_json_and_judges_a_withheld_script()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var run = await gate.Ssh.RunAsync(
            gate.Facts.Agent,
            "bash -s",
            input: Encoding.UTF8.GetBytes($"touch /tmp/{marker}\n"),
            options: ["-o", "SetEnv=SSHGATE_EXPLAIN=1 SSHGATE_JSON=1"]);

        run.ShouldExit(75);
        var answer = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("approve", answer.GetProperty("decision").GetString());
        Assert.Contains("touch", answer.GetProperty("effective").EnumerateArray().Select(name => name.GetString()));
        Assert.False(File.Exists($"/tmp/{marker}"));
    }
}
