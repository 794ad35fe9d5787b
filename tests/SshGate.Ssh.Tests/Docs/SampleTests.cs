using System.Text;
using Samples;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.RealPeers.Servers;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Docs;

/// <summary>The samples of the library's README: they run against real programs, and the README shows these very files.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task The_sample_server_serves_ssh()
    {
        ExternalProgram.Find("ssh");
        await using var listener = SampleServer.Start(TestKeys.Ed25519, "open sesame");

        var result = await ExternalProgram.RunAsync(
            "sshpass",
            [
                "-e", "ssh", "-F", "none", "-p", $"{listener.LocalEndPoint.Port}", "-o", "StrictHostKeyChecking=no",
                "-o", "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no", "demo@127.0.0.1", "hello ",
            ],
            "world"u8.ToArray(),
            ("SSHPASS", "open sesame"));

        Assert.Equal("hello world", result.OutputText);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task The_sample_client_runs_a_command_on_sshd()
    {
        await using var sshd = await SshdFixture.StartOpenSshAsync([TestKeys.Ed25519.PublicKey]);
        using var folder = new TemporaryFolder();
        using var text = TestKeys.Ed25519.ExportOpenSsh("");
        using var output = new MemoryStream();
        using var error = new MemoryStream();

        var status = await SampleClient.RunAsync(
            "127.0.0.1",
            sshd.Port,
            SshdFixture.UserName,
            folder.WriteKey("id", text.Span),
            sshd.HostKeys[0].ToOpenSsh(),
            "echo out; echo err >&2; exit 7",
            output,
            error);

        Assert.Equal(7u, status);
        Assert.Equal("out\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("err\n", Encoding.UTF8.GetString(error.ToArray()));
    }

    [Theory]
    [InlineData("SampleServer.cs")]
    [InlineData("SampleClient.cs")]
    public void The_readme_shows_the_sample_as_it_is(string file)
    {
        var sample = File.ReadAllText(Repository.File("docs", "samples", file));

        Assert.Contains(
            $"```csharp\n{sample}```", File.ReadAllText(Repository.File("src", "SshGate.Ssh", "README.md")), StringComparison.Ordinal);
        Assert.True(sample.Split('\n').Length <= 60, "A sample is to be read at a glance.");
    }
}
