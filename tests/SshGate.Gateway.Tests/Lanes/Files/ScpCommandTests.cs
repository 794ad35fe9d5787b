using System.Text;
using SshGate.Gateway.Lanes.Files;

namespace SshGate.Gateway.Tests.Lanes.Files;

/// <summary>Which command lines are the remote half of scp (catalogue D5: by parsed words, never by prefix).</summary>
public sealed class ScpCommandTests
{
    [Theory]
    [InlineData("scp -t /srv/app", true, "/srv/app")]
    [InlineData("scp -v -r -p -d -t -- -odd", true, "-odd")]
    [InlineData("scp -f a 'b c' \"d\"", false, "a|b c|d")]
    [InlineData("scp -t ~/x", true, "x")]
    [InlineData("scp -t ~", true, ".")]
    [InlineData("scp -t ~/", true, ".")]
    [InlineData("scp -t a\\ b", true, "a b")]
    [InlineData("/usr/bin/scp -rf x", false, "x")]
    public void Are_read(string line, bool isUpload, string paths)
    {
        var command = ScpCommand.TryParse(Encoding.UTF8.GetBytes(line));
        Assert.NotNull(command);
        Assert.Equal(isUpload, command.IsUpload);
        Assert.Equal(paths, string.Join('|', command.Paths.Select(Encoding.UTF8.GetString)));
    }

    [Theory]
    [InlineData("scp -t x;bash")]
    [InlineData("scp -t x && rm y")]
    [InlineData("scp -t $(rm y)")]
    [InlineData("scp -t \"$HOME\"")]
    [InlineData("scp -f *.txt")]
    [InlineData("scp -f {a,b}")]
    [InlineData("scp -t ~root/x")]
    [InlineData("scp -t x > y")]
    [InlineData("scp -t x &")]
    [InlineData("A=b scp -t x")]
    [InlineData("scp -t x y")]
    [InlineData("scp -t")]
    [InlineData("scp -t ''")]
    [InlineData("scp -t -f x")]
    [InlineData("scp x y")]
    [InlineData("scp -S prog -t x")]
    [InlineData("scp -o ProxyCommand=x -t y")]
    [InlineData("scp --t x")]
    [InlineData("./scp -t x")]
    [InlineData("scpx -t x")]
    [InlineData("! scp -t x")]
    public void Others_are_ordinary_command_lines(string line) => Assert.Null(ScpCommand.TryParse(Encoding.UTF8.GetBytes(line)));
}
