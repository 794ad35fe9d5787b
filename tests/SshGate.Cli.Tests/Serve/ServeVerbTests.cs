using System.Net;
using System.Net.Sockets;
using SshGate.Cli.Tests.Keys;

namespace SshGate.Cli.Tests.Serve;

/// <summary>A gate that cannot start says why, and what to change.</summary>
public sealed class ServeVerbTests : IDisposable
{
    private readonly GateFolder _gate = new();

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("Ssh", "Api")]
    [InlineData("Api", "Ssh")]
    public async Task A_port_that_is_taken_is_named_with_its_key(string taken, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await File.WriteAllTextAsync(
            _gate.File("appsettings.json"),
            $$"""{ "{{taken}}": { "Listen": "{{other.LocalEndpoint}}" }, "{{free}}": { "Listen": "127.0.0.1:0" } }""",
            TestContext.Current.CancellationToken);

        var result = await _gate.RunAsync("serve");

        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains(other.LocalEndpoint.ToString()!, result.Error, StringComparison.Ordinal);
        Assert.Contains($"{taken}.Listen", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_configuration_is_named_with_its_whole_path()
    {
        File.Delete(_gate.File("appsettings.json"));

        var result = await _gate.RunAsync("serve");

        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Contains(_gate.File("appsettings.json"), result.Error, StringComparison.Ordinal);
        Assert.Contains("--config", result.Error, StringComparison.Ordinal);
    }
}
