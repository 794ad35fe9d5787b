using SshGate.Gateway.Targets;
using SshGate.Ssh.Transport;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>What the catalogue says about certificates, for the gate's login and for the target's host key.</summary>
public sealed class TargetCredentialTests : IDisposable
{
    private const string Good =
        """
        targets:
          - name: web
            host: web.example.com
            host_authorities: [ AUTHORITY ]
            insecure_algorithms: [ssh-rsa, hmac-sha1]
            accounts:
              - name: deploy
                certificate: { authority: web-ca }
              - name: Admin
                certificate:
                  authority: web-ca@2
                  principals: [admin, root-everywhere]
                  valid_minutes: 15
                  source_address: [192.0.2.0/24, 2001:db8::7]
              - name: old
                key: web
            default_account: deploy

        """;

    private readonly CatalogueFile _file = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public void An_account_has_a_key_or_a_certificate()
    {
        var target = _file.Open(Good).Find("web")!;

        var plain = Assert.IsType<TargetCredential.Certificate>(target.FindAccount("deploy")!.Credential);
        Assert.Equal(("web-ca", TimeSpan.FromMinutes(5)), (plain.Authority.ToString(), plain.ValidFor));
        Assert.Equal(["deploy"], plain.Principals);
        Assert.Empty(plain.SourceAddresses);
        var full = Assert.IsType<TargetCredential.Certificate>(target.FindAccount("Admin")!.Credential);
        Assert.Equal(("web-ca@2", TimeSpan.FromMinutes(15)), (full.VaultKey.ToString(), full.ValidFor));
        Assert.Equal(["admin", "root-everywhere"], full.Principals);
        Assert.Equal(["192.0.2.0/24", "2001:db8::7/128"], full.SourceAddresses.Select(network => network.ToString()));
        Assert.Equal("web", Assert.IsType<TargetCredential.Key>(target.FindAccount("old")!.Credential).Reference.ToString());
    }

    [Fact]
    public void A_target_may_have_an_authority_instead_of_host_keys()
    {
        var target = _file.Open(Good).Find("web")!;

        Assert.Empty(target.HostKeys);
        Assert.Equal([CatalogueFile.Authority], target.HostAuthorities);
        Assert.Equal(["ssh-rsa", "hmac-sha1"], target.InsecureAlgorithms);
        Assert.Equal(
            InsecureAlgorithms.InsecureSshRsa | InsecureAlgorithms.InsecureHmacSha1, TargetRules.Insecure(target.InsecureAlgorithms));
        Assert.Equal(Enum.GetValues<InsecureAlgorithms>().Aggregate((all, one) => all | one), TargetRules.Insecure(TargetRules.InsecureNames));
    }

    [Fact]
    public async Task What_is_written_anew_reads_back_the_same()
    {
        var catalogue = _file.Open(Good);
        var before = TargetFileWriter.Write(catalogue.Targets);
        await catalogue.SaveAsync(catalogue.Targets, Token);

        Assert.Equal(before, await File.ReadAllTextAsync(_file.Path, Token));
        Assert.Equal(before, TargetFileWriter.Write(TargetCatalogue.Open(_file.Path).Targets));
        foreach (var said in new[] { "valid_minutes: 15", "principals: [admin, root-everywhere]", "jump:", "host_keys:" })
        {
            Assert.Equal(said is "jump:" or "host_keys:", !before.Contains(said, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("authority: ca, principals: [Admin]", "principals: found 'Admin'")]
    [InlineData("authority: ca, principals: ['a,b']", "principals: found 'a,b'")]
    [InlineData("authority: ca, principals: ['*']", "principals: found '*'")]
    [InlineData("authority: ca, principals: [-a]", "principals: found '-a'")]
    [InlineData("authority: ca, principals: []", "at least one")]
    [InlineData("authority: ca, principals: [a, a]", "found 'a' twice")]
    [InlineData("authority: ca, principals: [a, b, c, d, e, f, g, h, i]", "at most 8")]
    [InlineData("authority: ca, valid_minutes: 0", "1 to 60")]
    [InlineData("authority: ca, valid_minutes: 61", "1 to 60")]
    [InlineData("authority: ca, valid_minutes: 5m", "1 to 60")]
    [InlineData("authority: ca, source_address: [192.0.2.1/24]", "source_address: found '192.0.2.1/24'")]
    [InlineData("authority: ca, source_address: [gate.example.com]", "source_address: found")]
    [InlineData("authority: ca, source_address: [127.1]", "source_address: found")]
    [InlineData("authority: ca, source_address: ['2001:DB8::/32']", "source_address: found")]
    [InlineData("authority: ca, source_address: ['!192.0.2.0/24']", "source_address: found")]
    [InlineData("authority: ../ca", "authority: found '../ca'")]
    [InlineData("principals: [a]", "'authority' is missing")]
    [InlineData("authority: ca, extensions: [permit-pty]", "found the key 'extensions'")]
    public void A_bad_certificate_is_named_with_its_place(string certificate, string expected)
    {
        var problem = Assert.Single(_file.Problems(
            $$"""
            targets:
              - name: a
                host: h
                host_keys: [ HOST ]
                accounts:
                  - name: root
                    certificate: { {{certificate}} }
            """));

        Assert.StartsWith("7:", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: Root, certificate: { authority: ca }", "'principals' is missing")]
    [InlineData("name: root, key: k, certificate: { authority: ca }", "found both")]
    [InlineData("name: root, certificate: ca", "not a mapping")]
    public void An_account_that_does_not_hold_is_named_with_its_place(string account, string expected) =>
        Assert.Contains(
            expected,
            _file.Problems(
                $$"""
                targets:
                  - name: a
                    host: h
                    host_keys: [ HOST ]
                    accounts: [ { {{account}} } ]
                """)[0],
            StringComparison.Ordinal);

    [Theory]
    [InlineData("host_authorities: []", "at least one")]
    [InlineData("host_authorities: [ x ]", "no public key")]
    [InlineData("insecure_algorithms: [ssh-dss]", "ssh-rsa, diffie-hellman-group14-sha1, hmac-sha1")]
    [InlineData("insecure_algorithms: all", "not a list")]
    public void What_is_said_about_the_host_is_named_with_its_place(string line, string expected)
    {
        var problem = Assert.Single(_file.Problems(
            $$"""
            targets:
              - name: a
                host: h
                host_keys: [ HOST ]
                accounts: [ { name: root, key: k } ]
                {{line}}
            """));

        Assert.StartsWith("6:", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
