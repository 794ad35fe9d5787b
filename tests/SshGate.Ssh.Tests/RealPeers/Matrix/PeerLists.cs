using System.IO.Pipelines;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>What a peer can do, in its own words: its version line and the KEXINIT that it sent.</summary>
internal sealed record PeerLists(string Version, KexInitMessage KexInit)
{
    /// <summary>Whether the peer can run the algorithm; a MAC only if it has one of our ciphers that needs it.</summary>
    public bool Has(AlgorithmKind kind, string name) => kind switch
    {
        AlgorithmKind.KeyExchange => KexInit.KeyExchanges.Contains(name),
        AlgorithmKind.HostKey => KexInit.HostKeys.Contains(name),
        AlgorithmKind.Cipher => KexInit.CiphersToServer.Contains(name) && KexInit.CiphersToClient.Contains(name),
        AlgorithmKind.Mac => KexInit.MacsToServer.Contains(name) && KexInit.MacsToClient.Contains(name)
            && CipherSuites.Ciphers.Any(cipher => !CipherSuites.IsAead(cipher) && Has(AlgorithmKind.Cipher, cipher)),
    };

    /// <summary>The peer's row of the matrix: which of these algorithms it has (run the tests with <c>--xunit-diagnostics on</c>).</summary>
    public string Describe(string name, IEnumerable<(AlgorithmKind Kind, string Name)> offers) =>
        $"{name}: {Version}: {string.Join(' ', offers.Where(offer => Has(offer.Kind, offer.Name)).Select(offer => offer.Name))}";

    /// <summary>Reads the peer's lists off a fresh connection; it is shown ours first, as some wait for them.</summary>
    public static async Task<PeerLists> AskAsync(IDuplexPipe pipe, SshRole ownRole, CancellationToken cancellation)
    {
        var own = new RawClient(pipe);
        await own.SendAsync(VersionExchange.OwnVersion("SshGate") + "\r\n");
        await own.SendPacketAsync(KexInitMessage.Build(
            new AlgorithmProposal { HostKeys = AlgorithmTable.HostKeyAlgorithms }));
        var version = await VersionExchange.ReadAsync(pipe.Input, ownRole, cancellation);
        using var packets = new PacketReader(new SshLimits());
        while (true)
        {
            var result = await pipe.Input.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (packets.TryRead(ref buffer, out var payload))
            {
                return new PeerLists(PeerText.Escape(version), KexInitMessage.Parse(payload.Span));
            }

            pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw new EndOfStreamException("The peer closed the connection before its KEXINIT.");
            }
        }
    }
}
