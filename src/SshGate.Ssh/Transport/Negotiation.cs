using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Transport;

/// <summary>The choice of RFC 4253 §7.1: for each list, the client's first name that the server has too.</summary>
internal static class Negotiation
{
    /// <param name="role">Our side.</param>
    /// <param name="own">What we offered.</param>
    /// <param name="peer">What the peer offered.</param>
    /// <param name="strict">Whether strict key exchange is on.</param>
    public static SshAlgorithms Choose(SshRole role, AlgorithmProposal own, KexInitMessage peer, bool strict)
    {
        var toServer = Pick(role, own.Ciphers, peer.CiphersToServer, "cipher");
        var toClient = Pick(role, own.Ciphers, peer.CiphersToClient, "cipher");
        Pick(role, ["none"], peer.CompressionsToServer, "compression");
        Pick(role, ["none"], peer.CompressionsToClient, "compression");
        return new SshAlgorithms(
            Pick(role, own.KeyExchanges, peer.KeyExchanges, "key exchange method"),
            Pick(role, own.HostKeys, peer.HostKeys, "host key algorithm"),
            toServer,
            toClient,
            CipherSuites.IsAead(toServer) ? "" : Pick(role, own.Macs, peer.MacsToServer, "MAC"),
            CipherSuites.IsAead(toClient) ? "" : Pick(role, own.Macs, peer.MacsToClient, "MAC"),
            strict);
    }

    /// <summary>
    /// RFC 4253 §7: the guess behind first_kex_packet_follows was right only if both first names agree on both lists.
    /// </summary>
    public static bool GuessedRight(AlgorithmProposal own, KexInitMessage peer) =>
        own.KeyExchanges.Take(1).SequenceEqual(peer.KeyExchanges.Take(1))
        && own.HostKeys.Take(1).SequenceEqual(peer.HostKeys.Take(1));

    private static string Pick(SshRole role, IReadOnlyList<string> own, IReadOnlyList<string> peer, string what)
    {
        var (client, server) = role == SshRole.Client ? (own, peer) : (peer, own);
        return client.FirstOrDefault(server.Contains)
            ?? throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, $"No common {what}.");
    }
}
