using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Docs;

/// <summary>What others may call is written down, so that a change of it is seen where changes are read.</summary>
public sealed class PublicApiTests
{
    private static readonly string File = Repository.File("tests", "SshGate.Ssh.Tests", "Docs", "PublicApi.txt");

    [Fact]
    public void The_public_surface_is_the_one_that_is_written_down()
    {
        var found = PublicApi.Describe(typeof(SshListener).Assembly);
        if (Environment.GetEnvironmentVariable("SSHGATE_UPDATE_PUBLIC_API") == "1")
        {
            System.IO.File.WriteAllText(File, found);
        }

        var written = System.IO.File.ReadAllText(File).Split('\n');
        var changes = found.Split('\n').Except(written).Select(line => $"+ {line}")
            .Concat(written.Except(found.Split('\n')).Select(line => $"- {line}"));
        Assert.True(
            found.Split('\n').SequenceEqual(written),
            "If this is meant, run the test once with SSHGATE_UPDATE_PUBLIC_API=1:\n" + string.Join('\n', changes));
    }
}
