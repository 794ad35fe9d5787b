namespace SshGate.Ssh.Tests.Conformance;

/// <summary>OpenSSH's own regress scripts against our server.</summary>
public sealed class OpenSshRegressTests
{
    [Theory]
    [MemberData(nameof(Fast))]
    public async Task Passes(string script)
    {
        await using var suite = await RegressSuite.CreateAsync();

        var (passed, output) = await suite.RunAsync(script, TimeSpan.FromMinutes(10));

        Assert.True(passed, output);
    }

    public static TheoryData<string> Fast() => [.. (Environment.GetEnvironmentVariable("REGRESS") ?? "exit-status").Split(' ')];
}
