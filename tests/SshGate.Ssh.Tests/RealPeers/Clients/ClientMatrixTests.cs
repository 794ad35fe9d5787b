using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>Every client against our server, with every algorithm of every list that we offer.</summary>
public sealed class ClientMatrixTests
{
    private const int Rekeys = 20;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Works_with_each_algorithm_that_it_has_and_is_turned_away_without(
        string peer, AlgorithmKind kind, string algorithm)
    {
        var client = ClientPeers.Get(peer);
        await using var gate = new GateFixture(
            proposal: Offers.Only(kind, algorithm),
            hostKeys: kind == AlgorithmKind.HostKey ? [MatrixKeys.For(algorithm)] : MatrixKeys.All);
        using var home = new TemporaryFolder();
        await using var link = await client.StartAsync(
            gate.Port,
            home,
            trustsCertificate: kind == AlgorithmKind.HostKey && AlgorithmTable.Find(algorithm)!.IsCertificate);

        if (await client.HasAsync(kind, algorithm))
        {
            await EchoCheck.PassesEveryLengthAsync(link);
            Assert.All(Offers.Negotiated(kind, gate.Info!.Algorithms), name => Assert.Equal(algorithm, name));
        }
        else
        {
            Assert.NotEqual(0, await link.FinishAsync(TestContext.Current.CancellationToken));
            Assert.Null(gate.Info);
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Works_as_it_is_and_strictly_if_it_knows_how(string peer)
    {
        var client = ClientPeers.Get(peer);
        await using var gate = new GateFixture(hostKeys: MatrixKeys.All);
        using var home = new TemporaryFolder();
        await using var link = await client.StartAsync(gate.Port, home);

        await EchoCheck.PassesEveryLengthAsync(link);

        Assert.Equal(client.IsStrict, gate.Info!.Algorithms.StrictKex);
        TestContext.Current.SendDiagnosticMessage((await client.ListsAsync()).Describe(peer, Offers.ToClients));
    }

    [Theory]
    [MemberData(nameof(RekeyRows))]
    public async Task Keeps_every_byte_over_rekeys(string peer, bool byClient)
    {
        var client = ClientPeers.Get(peer);
        var limits = new SshLimits();
        await using var gate = new GateFixture(
            byClient ? limits : limits with { RekeyBytes = 1 << 20 }, hostKeys: MatrixKeys.All);
        using var home = new TemporaryFolder();
        await using var link = await client.StartAsync(gate.Port, home, byClient ? 1 << 20 : 0);

        await EchoCheck.PassesAsync(link, Rekeys << 20);

        // Who counts both directions together, or blocks instead of bytes, comes to other numbers; but there were many.
        Assert.InRange(gate.Server.Connection!.Transport.Kex.Generation, Rekeys / 2, 4 * Rekeys);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task OpenSSH_works_with_every_pair_of_cipher_and_mac(string cipher, string mac)
    {
        await using var gate = new GateFixture(
            proposal: new AlgorithmProposal { HostKeys = [], Ciphers = [cipher], Macs = [mac] });
        using var home = new TemporaryFolder();
        await using var link = await ClientPeers.Get("OpenSSH").StartAsync(gate.Port, home);

        await EchoCheck.PassesEveryLengthAsync(link);

        Assert.Equal(CipherSuites.IsAead(cipher) ? "" : mac, gate.Info!.Algorithms.MacToClient);
    }

    [Fact]
    public async Task There_is_a_client_for_every_algorithm_that_the_server_offers()
    {
        foreach (var (kind, name) in Offers.ToClients)
        {
            var peers = await Task.WhenAll(ClientPeers.All.Select(peer => peer.HasAsync(kind, name)));
            Assert.True(peers.Contains(true), $"No client of the matrix has {name}.");
        }
    }

    public static TheoryData<string, AlgorithmKind, string> Rows() =>
        Offers.Rows(ClientPeers.All.Select(peer => peer.Name), Offers.ToClients);

    public static TheoryData<string> Peers() => [.. ClientPeers.All.Select(peer => peer.Name)];

    public static TheoryData<string, bool> RekeyRows()
    {
        var data = new TheoryData<string, bool>();
        foreach (var peer in ClientPeers.All)
        {
            data.Add(peer.Name, false);
            if (peer.StartsRekeys)
            {
                data.Add(peer.Name, true);
            }
        }

        return data;
    }

    public static TheoryData<string, string> Suites() => Offers.Suites();
}
