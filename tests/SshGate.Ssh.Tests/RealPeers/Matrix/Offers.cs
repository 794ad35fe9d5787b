using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>What the library offers, read from its own lists: a new algorithm enters the matrix by itself.</summary>
internal static class Offers
{
    /// <summary>
    /// What our server offers to clients. (What a client offers only if its operator asks for it is <see cref="Servers.OldServerTests"/>'.)
    /// </summary>
    public static IReadOnlyList<(AlgorithmKind Kind, string Name)> ToClients { get; } = With(KexMethods.Names);

    /// <summary>What our client offers to servers.</summary>
    public static IReadOnlyList<(AlgorithmKind Kind, string Name)> ToServers { get; } = With(KexMethods.ClientNames);

    /// <summary>Every cipher with every MAC; a cipher that needs none once.</summary>
    public static TheoryData<string, string> Suites()
    {
        var data = new TheoryData<string, string>();
        foreach (var cipher in CipherSuites.Ciphers)
        {
            foreach (var mac in CipherSuites.IsAead(cipher) ? CipherSuites.Macs.Take(1) : CipherSuites.Macs)
            {
                data.Add(cipher, mac);
            }
        }

        return data;
    }

    /// <summary>A row for each of the peers and each algorithm on offer.</summary>
    public static TheoryData<string, AlgorithmKind, string> Rows(
        IEnumerable<string> peers, IReadOnlyList<(AlgorithmKind Kind, string Name)> offers)
    {
        var data = new TheoryData<string, AlgorithmKind, string>();
        foreach (var peer in peers)
        {
            foreach (var (kind, name) in offers)
            {
                data.Add(peer, kind, name);
            }
        }

        return data;
    }

    /// <summary>
    /// The proposal that leaves no choice but the algorithm. A MAC is looked at only beside a cipher that needs one. Host key
    /// algorithms are not chosen here: they follow from the keys.
    /// </summary>
    public static AlgorithmProposal Only(AlgorithmKind kind, string name)
    {
        var all = new AlgorithmProposal { HostKeys = [] };
        return kind switch
        {
            AlgorithmKind.KeyExchange => all with { KeyExchanges = [name] },
            AlgorithmKind.HostKey => all,
            AlgorithmKind.Cipher => all with { Ciphers = [name] },
            AlgorithmKind.Mac => all with { Ciphers = [.. all.Ciphers.Where(cipher => !CipherSuites.IsAead(cipher))], Macs = [name] },
        };
    }

    /// <summary>The negotiated algorithm of each direction.</summary>
    public static string[] Negotiated(AlgorithmKind kind, SshAlgorithms algorithms) => kind switch
    {
        AlgorithmKind.KeyExchange => [algorithms.KeyExchange],
        AlgorithmKind.HostKey => [algorithms.HostKey],
        AlgorithmKind.Cipher => [algorithms.CipherToServer, algorithms.CipherToClient],
        AlgorithmKind.Mac => [algorithms.MacToServer, algorithms.MacToClient],
    };

    private static (AlgorithmKind Kind, string Name)[] With(IReadOnlyList<string> keyExchanges) =>
    [
        .. keyExchanges.Select(name => (AlgorithmKind.KeyExchange, name)),
        .. AlgorithmTable.HostKeyAlgorithms.Select(name => (AlgorithmKind.HostKey, name)),
        .. CipherSuites.Ciphers.Select(name => (AlgorithmKind.Cipher, name)),
        .. CipherSuites.Macs.Select(name => (AlgorithmKind.Mac, name)),
    ];
}
