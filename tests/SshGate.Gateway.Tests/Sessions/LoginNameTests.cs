using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Tests.Sessions;

public sealed class LoginNameTests
{
    [Theory]
    [InlineData("web-1", null, "web-1")]
    [InlineData("deploy+web-1", "deploy", "web-1")]
    [InlineData("deploy@web-1", "deploy", "web-1")]
    [InlineData("_svc+db.example.com", "_svc", "db.example.com")]
    public void Names_account_and_target(string userName, string? account, string target)
    {
        Assert.True(LoginName.TryParse(userName, out var name));
        Assert.Equal(new LoginName(account, target), name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("deploy+")]
    [InlineData("+web-1")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("a+b+c")]
    [InlineData("root;id+web")]
    [InlineData("root+web/../x")]
    [InlineData("ro ot+web")]
    [InlineData("root+wéb")]
    [InlineData("root+web\n")]
    [InlineData("root+web\0")]
    public void Refuses_everything_else(string userName) => Assert.False(LoginName.TryParse(userName, out _));

    [Fact]
    public void Refuses_parts_longer_than_any_name() => Assert.False(LoginName.TryParse(new string('a', 65), out _));
}
