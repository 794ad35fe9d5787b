using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Connection;

public sealed class SessionTests
{
    [Fact]
    public async Task A_command_returns_its_output_and_status()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);

        var result = await channel.RunAsync("echo hello");

        Assert.Equal("hello\n", result.OutputText);
        Assert.Equal(0u, result.Exit?.Status);
        Assert.True(result.SawEof);
    }
}
