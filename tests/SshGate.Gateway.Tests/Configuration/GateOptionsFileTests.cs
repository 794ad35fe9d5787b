using System.Text;
using SshGate.Gateway.Configuration;

namespace SshGate.Gateway.Tests.Configuration;

public sealed class GateOptionsFileTests
{
    [Fact]
    public void The_file_in_the_repository_says_every_default()
    {
        var file = Path.Combine(RepositoryRoot(), "appsettings.json");
        var shipped = GateOptionsFile.Load(file);
        var empty = GateOptionsFile.Parse("{}"u8, file);

        Assert.Equal(empty.Storage, shipped.Storage);
        Assert.Equivalent(empty.Ssh, shipped.Ssh, strict: true);
        Assert.Equal(empty.Api, shipped.Api);
        Assert.Equal(empty.Targets, shipped.Targets);
        Assert.Equal(empty.Approvals, shipped.Approvals);
        Assert.Equal(empty.Recording, shipped.Recording);
        Assert.Equal(empty.Logging, shipped.Logging);
        Assert.Equal(empty.Vault, shipped.Vault);
        Assert.Equal(empty.Identity.KeyCache, shipped.Identity.KeyCache);
        Assert.Equal(empty.Identity.MaxTokenBytes, shipped.Identity.MaxTokenBytes);
    }

    [Theory]
    [InlineData("""{ "Ssh": { "Listne": "x" } }""", "$.Ssh", "Listne")]
    [InlineData("""{ "Sssh": {} }""", "$", "Sssh")]
    [InlineData("""{ "Ssh": { "MaxAuthTries": "six" } }""", "$.Ssh.MaxAuthTries", "")]
    [InlineData("""{ "Ssh": { "MaxAuthTries": 0 } }""", "$.Ssh.MaxAuthTries", "1 to 20")]
    [InlineData("""{ "Ssh": { "Listen": "everywhere" } }""", "$.Ssh.Listen", "everywhere")]
    [InlineData("""{ "Ssh": { "LoginGraceTime": "01:00:00" } }""", "$.Ssh.LoginGraceTime", "01:00:00")]
    [InlineData("""{ "Ssh": { "IdleTimeout": "-00:00:01" } }""", "$.Ssh.IdleTimeout", "-00:00:01")]
    [InlineData("""{ "Ssh": { "Penalties": { "Min": "00:11:00" } } }""", "$.Ssh.Penalties.Min", "00:10:00")]
    [InlineData("""{ "Ssh": { "Penalties": { "Overflow": "Perhaps" } } }""", "$.Ssh.Penalties.Overflow", "")]
    [InlineData("""{ "Ssh": { "Penalties": { "Exempt": ["10.0.0.1/8"] } } }""", "$.Ssh.Penalties.Exempt[0]", "10.0.0.1/8")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["::1", "proxy.example"] } } }""", "$.Ssh.ProxyProtocol.From[1]", "proxy.example")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["10"] } } }""", "$.Ssh.ProxyProtocol.From[0]", "'10'")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["010.0.0.1"] } } }""", "$.Ssh.ProxyProtocol.From[0]", "010.0.0.1")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["010.0.0.0/8"] } } }""", "$.Ssh.ProxyProtocol.From[0]", "010.0.0.0/8")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["::ffff:10.0.0.1"] } } }""", "$.Ssh.ProxyProtocol.From[0]", "::ffff:10.0.0.1")]
    [InlineData("""{ "Ssh": { "ProxyProtocol": { "From": ["fe80::1%1"] } } }""", "$.Ssh.ProxyProtocol.From[0]", "fe80::1%1")]
    [InlineData("""{ "Ssh": { "Penalties": { "Exempt": [null] } } }""", "$.Ssh.Penalties.Exempt[0]", "")]
    [InlineData("""{ "Ssh": { "IdleTimeout": "00:01:00" } }""", "$.Ssh.IdleTimeout", "ProgressInterval")]
    [InlineData("""{ "Api": { "Listen": "0.0.0.0:8022" } }""", "$.Api.Listen", "loopback")]
    [InlineData("""{ "Ssh": {}, "Ssh": {} }""", "$", "")]
    [InlineData("""{ "Identity": { "Issuers": [ { "Issuer": "http://example.com", "Audiences": ["a"] } ] } }""", "$.Identity.Issuers[0].Issuer", "https")]
    [InlineData("""{ "Logging": { "Level": "Loud" } }""", "$.Logging.Level", "")]
    [InlineData("""{ "Storage": null }""", "$.Storage", "")]
    [InlineData("""null""", "$", "null")]
    [InlineData("""{ """, "$", "")]
    public void A_fault_is_named_with_its_path(string json, string path, string part)
    {
        var failure = Assert.Throws<ConfigurationException>(() => GateOptionsFile.Parse(Encoding.UTF8.GetBytes(json), "/etc/sshgate.json"));
        Assert.StartsWith("/etc/sshgate.json: $", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, failure.Problems[0].Path, StringComparison.Ordinal);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var failure = Assert.Throws<ConfigurationException>(() => GateOptionsFile.Load("/nowhere/appsettings.json"));
        Assert.Contains("/nowhere/appsettings.json", failure.Message, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SshGate.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
        }

        return folder;
    }
}
