using SshGate.Ssh.Crypto;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Transport;

/// <summary>The lists of our KEXINIT, best first (RFC 4253 §7.1).</summary>
internal sealed record AlgorithmProposal
{
    /// <summary>Key exchange methods; those of a server, which every client has too.</summary>
    public IReadOnlyList<string> KeyExchanges { get; init; } = KexMethods.Names;

    /// <summary>Host key signature algorithms: what we have (server) or accept (client).</summary>
    public required IReadOnlyList<string> HostKeys { get; init; }

    /// <summary>Ciphers, the same in both directions.</summary>
    public IReadOnlyList<string> Ciphers { get; init; } = CipherSuites.Ciphers;

    /// <summary>MACs; sent also when only AEAD ciphers are offered, since some peers insist on a match.</summary>
    public IReadOnlyList<string> Macs { get; init; } = CipherSuites.Macs;

    /// <summary>What a client offers: everything, then what the options name.</summary>
    /// <param name="hostKeys">Host key signature algorithms to accept, best first.</param>
    /// <param name="insecure">What else to accept from this server.</param>
    public static AlgorithmProposal ForClient(IReadOnlyList<string> hostKeys, InsecureAlgorithms insecure)
    {
        return new AlgorithmProposal
        {
            KeyExchanges = With(KexMethods.ClientNames, InsecureAlgorithms.InsecureGroup14Sha1, KexMethods.InsecureGroup14Sha1),
            HostKeys = hostKeys.Any(IsPlainRsa)
                ? With(hostKeys, InsecureAlgorithms.InsecureSshRsa, AlgorithmTable.InsecureSshRsa.Name)
                : hostKeys,
            Macs = With(CipherSuites.Macs, InsecureAlgorithms.InsecureHmacSha1, CipherSuites.InsecureMacs),
        };

        IReadOnlyList<string> With(IReadOnlyList<string> secure, InsecureAlgorithms flag, params string[] names) =>
            insecure.HasFlag(flag) ? [.. secure, .. names.Where(SelfTest.Passed)] : secure;
    }

    private static bool IsPlainRsa(string name) =>
        AlgorithmTable.Find(name) is { KeyType: AlgorithmTable.Rsa, IsCertificate: false };
}
