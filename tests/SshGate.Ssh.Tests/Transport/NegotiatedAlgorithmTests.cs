using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>Our two sides with each algorithm: a login, bulk data in both directions and a rekey on the way.</summary>
public sealed class NegotiatedAlgorithmTests
{
    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Every_cipher_and_mac_carries_bulk_data_over_a_rekey(string cipher, string mac)
    {
        await using var pair = await ConnectionPair.CreateAsync(
            new AlgorithmProposal { HostKeys = [], Ciphers = [cipher], Macs = [mac] },
            clientLimits: new SshLimits { RekeyBytes = 300_000 });

        await AssertEchoAsync(pair, 1_000_003);
        Assert.Equal(cipher, pair.Client.Algorithms.CipherToServer);
        Assert.Equal(cipher.Contains("-ctr", StringComparison.Ordinal) ? mac : "", pair.Client.Algorithms.MacToClient);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Every_key_exchange_works(string name)
    {
        var proposal = new AlgorithmProposal { HostKeys = [], KeyExchanges = [name] };
        await using var pair = await ConnectionPair.CreateAsync(
            proposal, clientLimits: new SshLimits { RekeyBytes = 50_000 }, serverProposal: proposal);

        await AssertEchoAsync(pair, 200_000);
        Assert.Equal(name, pair.Client.Algorithms.KeyExchange);
    }

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("rsa-sha2-256")]
    [InlineData("rsa-sha2-512")]
    public async Task Every_host_key_works(string algorithm)
    {
        await using var pair = await ConnectionPair.CreateAsync(hostKey: algorithm);

        Assert.Equal(algorithm, pair.Client.Algorithms.HostKey);
        Assert.Equal(TestKeys.Of(algorithm).PublicKey, pair.Client.HostKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peers_with_and_without_strict_key_exchange_are_served(bool strict)
    {
        await using var pair = await ConnectionPair.CreateAsync(
            clientLimits: new SshLimits { RekeyBytes = 50_000 }, strict: strict);

        await AssertEchoAsync(pair, 200_000);
        Assert.Equal(strict, pair.Client.Algorithms.StrictKex);
    }

    [Fact]
    public async Task Packets_of_every_length_pass()
    {
        await using var pair = await ConnectionPair.CreateAsync(
            new AlgorithmProposal { HostKeys = [], Ciphers = ["aes128-ctr"], Macs = ["hmac-sha2-256"] });
        var cancellation = TestContext.Current.CancellationToken;
        var channel = await pair.Client.OpenSessionAsync(cancellation);
        var total = Enumerable.Range(1, 200).Sum();
        Assert.True(await channel.RequestAsync(new ExecRequest("sum"u8.ToArray()), cancellation));
        for (var length = 1; length <= 200; length++)
        {
            await channel.WriteAsync(new byte[length], cancellation);
        }

        await channel.SendEofAsync(cancellation);
        var read = await channel.ReadAsync(cancellation);
        Assert.Equal(TestServer.Sum(new byte[total]), Encoding.ASCII.GetString(read.Data.Span));
    }

    [Fact]
    public async Task Without_a_common_algorithm_both_sides_end_with_a_reason()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            serverPipe, new TestServer(), proposal: new AlgorithmProposal { HostKeys = [], Ciphers = ["aes128-ctr"] });

        var failure = await Assert.ThrowsAsync<Ssh.Client.SshClientException>(() => Ssh.Client.SshClientConnection.ConnectAsync(
            clientPipe,
            ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
            {
                Proposal = new AlgorithmProposal { HostKeys = [], Ciphers = ["aes256-ctr"] },
            },
            TestContext.Current.CancellationToken));

        Assert.NotEqual(Ssh.Client.SshClientFailure.TimedOut, failure.Failure);
        Assert.Equal(DisconnectReason.KeyExchangeFailed, (await session.Transport.Completion).Reason);
    }

    public static TheoryData<string, string> Suites() => Offers.Suites();

    public static TheoryData<string> Exchanges() => [.. KexMethods.ClientNames, KexMethods.InsecureGroup14Sha1];

    private static async Task AssertEchoAsync(ConnectionPair pair, int length)
    {
        var input = TestServer.Pattern(length);
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);
        var result = await channel.RunAsync("cat", input);
        Assert.Equal(TestServer.Sum(input), TestServer.Sum(result.Output));
        Assert.Equal(0u, result.Exit?.Status);
    }
}
