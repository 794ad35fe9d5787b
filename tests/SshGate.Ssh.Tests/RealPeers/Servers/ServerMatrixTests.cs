using SshGate.Ssh.Client;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>Our client against every server, with every algorithm of every list that we offer.</summary>
public sealed class ServerMatrixTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const int Rekeys = 20;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Works_with_each_algorithm_that_it_has_and_gives_up_without(
        string peer, AlgorithmKind kind, string algorithm)
    {
        var lists = await ServerPeers.Get(peer).ListsAsync();
        var server = await servers.GetAsync(ServerPeers.Get(peer));
        var connecting = ServerPeer.ConnectAsync(
            server, Offers.Only(kind, algorithm), hostKeyAlgorithm: kind == AlgorithmKind.HostKey ? algorithm : null);

        if (lists.Has(kind, algorithm))
        {
            await using var link = await ChannelEcho.StartAsync(await connecting);
            await EchoCheck.PassesEveryLengthAsync(link);
            Assert.All(Offers.Negotiated(kind, link.Client.Algorithms), name => Assert.Equal(algorithm, name));
        }
        else
        {
            // Both sides see it, and either may be the first to say so.
            var failure = await Assert.ThrowsAsync<SshClientException>(() => connecting);
            Assert.Contains(
                failure.Failure, new[] { SshClientFailure.ProtocolError, SshClientFailure.Disconnected, SshClientFailure.Unreachable });
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Works_as_it_is_and_strictly_if_it_knows_how(string peer)
    {
        var server = ServerPeers.Get(peer);
        await using var link = await ChannelEcho.StartAsync(await ServerPeer.ConnectAsync(await servers.GetAsync(server)));

        await EchoCheck.PassesEveryLengthAsync(link);

        Assert.Equal(server.IsStrict, link.Client.Algorithms.StrictKex);
        TestContext.Current.SendDiagnosticMessage((await server.ListsAsync()).Describe(peer, Offers.ToServers));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Reports_the_exit_status(string peer)
    {
        await using var client = await ServerPeer.ConnectAsync(await servers.GetAsync(ServerPeers.Get(peer)));
        var channel = await client.OpenSessionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(9u, (await channel.RunAsync("exit 9")).Exit?.Status);
    }

    [Theory]
    [MemberData(nameof(RekeyRows))]
    public async Task Keeps_every_byte_over_rekeys(string peer, bool byServer)
    {
        await using var server = await ServerPeers.Get(peer).StartAsync(byServer ? 1 << 20 : 0);
        var limits = new SshLimits();
        await using var link = await ChannelEcho.StartAsync(await ServerPeer.ConnectAsync(
            server, limits: byServer ? limits : limits with { RekeyBytes = 1 << 20 }));

        await EchoCheck.PassesAsync(link, Rekeys << 20);

        // Who counts both directions together, or blocks instead of bytes, comes to other numbers; but there were many.
        Assert.InRange(link.Client.Transport.Kex.Generation, Rekeys / 2, 4 * Rekeys);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task OpenSSH_works_with_every_pair_of_cipher_and_mac(string cipher, string mac)
    {
        var server = await servers.GetAsync(ServerPeers.Get("OpenSSH"));
        await using var link = await ChannelEcho.StartAsync(await ServerPeer.ConnectAsync(
            server, new AlgorithmProposal { HostKeys = [], Ciphers = [cipher], Macs = [mac] }));

        await EchoCheck.PassesEveryLengthAsync(link);
    }

    [Fact]
    public async Task There_is_a_server_for_every_algorithm_that_the_client_offers()
    {
        var lists = await Task.WhenAll(ServerPeers.All.Select(peer => peer.ListsAsync()));

        Assert.All(
            Offers.ToServers,
            offer => Assert.True(lists.Any(peer => peer.Has(offer.Kind, offer.Name)), $"No server of the matrix has {offer.Name}."));
    }

    public static TheoryData<string, AlgorithmKind, string> Rows() =>
        Offers.Rows(ServerPeers.All.Select(peer => peer.Name), Offers.ToServers);

    public static TheoryData<string> Peers() => [.. ServerPeers.All.Select(peer => peer.Name)];

    public static TheoryData<string, bool> RekeyRows()
    {
        var data = new TheoryData<string, bool>();
        foreach (var peer in ServerPeers.All)
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
