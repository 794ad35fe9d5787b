using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>What each side offers, and that nothing insecure gets in unless the options name it.</summary>
public sealed class ProposalTests
{
    private static readonly string[] Insecure =
        ["diffie-hellman-group14-sha1", "hmac-sha1-etm@openssh.com", "hmac-sha1", "ssh-rsa"];

    [Fact]
    public void Key_exchanges_are_offered_in_the_products_order_those_against_quantum_computers_first()
    {
        Assert.Equal(
            [
                "mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com",
                "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
                "ecdh-sha2-nistp521", "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha256",
            ],
            KexMethods.Names);
        Assert.Equal(["diffie-hellman-group18-sha512"], KexMethods.ClientNames.Except(KexMethods.Names));
        Assert.Equal(KexMethods.Names, KexMethods.ClientNames.Where(KexMethods.Names.Contains));
    }

    [Fact]
    public void Nothing_insecure_is_offered_unless_it_is_named()
    {
        var server = new AlgorithmProposal { HostKeys = TestKeys.Rsa.SignatureAlgorithms };
        var client = AlgorithmProposal.ForClient(AlgorithmTable.HostKeyAlgorithms, InsecureAlgorithms.None);

        Assert.Empty(All(server).Intersect(Insecure));
        Assert.Empty(All(client).Intersect(Insecure));
        Assert.Empty(AlgorithmTable.SignatureAlgorithms.Intersect(Insecure));
        Assert.Null(AlgorithmTable.Find("ssh-rsa"));
    }

    [Theory]
    [InlineData(InsecureAlgorithms.InsecureGroup14Sha1, "diffie-hellman-group14-sha1")]
    [InlineData(InsecureAlgorithms.InsecureHmacSha1, "hmac-sha1-etm@openssh.com", "hmac-sha1")]
    [InlineData(InsecureAlgorithms.InsecureSshRsa, "ssh-rsa")]
    public void What_is_named_is_offered_and_last(InsecureAlgorithms named, params string[] names)
    {
        var client = AlgorithmProposal.ForClient(AlgorithmTable.HostKeyAlgorithms, named);

        Assert.Equal(names, All(client).Intersect(Insecure));
        Assert.Contains(
            new[] { client.KeyExchanges, client.Macs, client.HostKeys }, list => list.TakeLast(names.Length).SequenceEqual(names));
        Assert.Equal(CipherSuites.Ciphers, client.Ciphers);
    }

    [Fact]
    public void Ssh_rsa_is_not_asked_for_where_no_rsa_key_is_expected()
    {
        var client = AlgorithmProposal.ForClient(["ssh-ed25519"], InsecureAlgorithms.InsecureSshRsa);

        Assert.Equal(["ssh-ed25519"], client.HostKeys);
    }

    private static IEnumerable<string> All(AlgorithmProposal proposal) =>
        [.. proposal.KeyExchanges, .. proposal.HostKeys, .. proposal.Ciphers, .. proposal.Macs];
}
