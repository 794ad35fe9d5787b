using System.Text;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Lanes.Shell;

public sealed class SessionEndTests
{
    [Theory]
    [InlineData("exit\n", 9u)]
    [InlineData("  logout  # bye\n", 9u)]
    [InlineData("exit 3\n", 3u)]
    [InlineData("exit 256\n", 0u)]
    [InlineData("exit -1\n", 255u)]
    [InlineData("exit 1 2\n", null)]
    [InlineData("exit x\n", null)]
    [InlineData("exit 3 > f\n", null)]
    [InlineData("A=1 exit\n", null)]
    [InlineData("exit &\n", null)]
    [InlineData("exit | cat\n", null)]
    [InlineData("true; exit\n", null)]
    [InlineData("! exit\n", null)]
    [InlineData("\\exit\n", null)]
    [InlineData("exit $x\n", null)]
    [InlineData("(exit)\n", null)]
    public void Only_the_plain_statement_is_the_gates_own(string text, uint? status) =>
        Assert.Equal(status, SessionEnd.Of(CommandLine.Parse(Encoding.UTF8.GetBytes(text), CommandContext.Shell), 9));
}
