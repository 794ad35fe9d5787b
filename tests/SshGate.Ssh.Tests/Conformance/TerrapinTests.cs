using System.Buffers;
using SshGate.Ssh.Client;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>CVE-2023-48795, as the scanner looks for it and as the attack is done.</summary>
public sealed class TerrapinTests
{
    private const string ChaCha = "chacha20-poly1305@openssh.com";

    public static TheoryData<string, string, TamperingPoint, bool> Attacks()
    {
        var data = new TheoryData<string, string, TamperingPoint, bool>();
        foreach (var cipher in CipherSuites.Ciphers)
        {
            foreach (var mac in CipherSuites.IsAead(cipher) ? CipherSuites.Macs.Take(1) : CipherSuites.Macs)
            {
                foreach (var point in Enum.GetValues<TamperingPoint>())
                {
                    data.Add(cipher, mac, point, true);
                    data.Add(cipher, mac, point, false);
                }
            }
        }

        return data;
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_scanner_finds_the_server_vulnerable_only_without_strict_key_exchange(bool strict, bool isVulnerable)
    {
        var (client, server) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(server, new TestServer(), strict: strict);

        Assert.Equal(isVulnerable, IsVulnerable(await KexInitAsync(client), KexMethods.StrictServer));
        await client.Output.CompleteAsync();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_scanner_finds_the_client_vulnerable_only_without_strict_key_exchange(bool strict, bool isVulnerable)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var connecting = SshClientConnection.ConnectAsync(client, Options(strict), TestContext.Current.CancellationToken);

        Assert.Equal(isVulnerable, IsVulnerable(await KexInitAsync(server), KexMethods.StrictClient));
        await server.Output.CompleteAsync();
        await Assert.ThrowsAsync<SshClientException>(() => connecting);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_packet_slipped_into_the_handshake_ends_it(string cipher, string mac, TamperingPoint point, bool toClient)
    {
        var attack = new PrefixTruncation(point, await ExtInfoSizeAsync());
        var (client, server) = attack.Connect(toClient);
        var session = StartServer(server, strict: true);
        var options = Options(strict: true);

        var failure = await Assert.ThrowsAsync<SshClientException>(() => SshClientConnection.ConnectAsync(
            client,
            options with { Proposal = options.Proposal! with { Ciphers = [cipher], Macs = [mac] } },
            TestContext.Current.CancellationToken));

        // Whoever is attacked says so at once, at the packet itself and not at some later MAC that does not fit.
        var found = await session.Transport.Completion;
        Assert.Equal(toClient, found.ByPeer);
        Assert.True(found.Reason is DisconnectReason.ProtocolError or DisconnectReason.KeyExchangeFailed, found.ToString());
        Assert.Equal(toClient ? SshClientFailure.ProtocolError : SshClientFailure.Disconnected, failure.Failure);
    }

    [Fact]
    public async Task Without_strict_key_exchange_the_attack_cuts_the_servers_first_packet_unseen()
    {
        var size = await ExtInfoSizeAsync();
        var attack = new PrefixTruncation(TamperingPoint.BeforeNewKeys, size);
        var (client, server) = attack.Connect(toClient: true);
        var session = StartServer(server, strict: false);

        var connection = await SshClientConnection.ConnectAsync(
            client, Options(strict: true), TestContext.Current.CancellationToken);

        Assert.Equal(size, attack.Cut);
        Assert.False(connection.Algorithms.StrictKex);
        await connection.DisposeAsync();
        await session.Transport.Completion;
    }

    // The scanner's rule: a vulnerable mode is offered, and the marker is not. Of ours only this cipher is such a mode.
    private static bool IsVulnerable(KexInitMessage message, string marker)
    {
        string[] ciphers = [.. message.CiphersToClient, .. message.CiphersToServer];
        Assert.DoesNotContain(ciphers, cipher => cipher.Contains("cbc", StringComparison.Ordinal));
        return ciphers.Contains(ChaCha) && !message.KeyExchanges.Contains(marker);
    }

    /// <summary>The first packet of a peer to whom nothing was said.</summary>
    private static async Task<KexInitMessage> KexInitAsync(DuplexPipe pipe)
    {
        using var reader = new PacketReader(new SshLimits());
        var line = false;
        while (true)
        {
            var result = await pipe.Input.ReadAsync(TestContext.Current.CancellationToken);
            var rest = result.Buffer;
            if (!line && rest.PositionOf((byte)'\n') is { } end)
            {
                line = true;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            var found = line && reader.TryRead(ref rest, out var payload) ? KexInitMessage.Parse(payload.Span) : null;
            pipe.Input.AdvanceTo(rest.Start, rest.End);
            if (found is not null)
            {
                return found;
            }
        }
    }

    /// <summary>The size of the server's EXT_INFO as a packet of that cipher: length, padded text, tag.</summary>
    private static async Task<int> ExtInfoSizeAsync()
    {
        var (client, server) = DuplexPipe.CreatePair();
        StartServer(server, strict: true);
        await using var scripted = await ScriptedClient.ConnectAsync(client);
        await scripted.RequestServiceAsync();
        var text = 1 + scripted.ExtInfo!.Length;
        return 4 + ((text + 4 + 7) / 8 * 8) + 16;
    }

    private static ServerSession StartServer(DuplexPipe pipe, bool strict) =>
        ConnectionPair.StartServer(pipe, new TestServer(), strict: strict);

    private static SshClientOptions Options(bool strict) => ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
    {
        AuthMethod = new PasswordMethod(TestServer.Password),
        HostKeyAlgorithms = ["ssh-ed25519"],
        OfferStrictKex = strict,
        Proposal = new AlgorithmProposal { HostKeys = [], Ciphers = [ChaCha] },
    };
}
