using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Transport;

/// <summary>The lists of our KEXINIT, best first (RFC 4253 §7.1).</summary>
internal sealed record AlgorithmProposal
{
    /// <summary>Key exchange methods.</summary>
    public IReadOnlyList<string> KeyExchanges { get; init; } = KexMethods.Names;

    /// <summary>Host key signature algorithms: what we have (server) or accept (client).</summary>
    public required IReadOnlyList<string> HostKeys { get; init; }

    /// <summary>Ciphers, the same in both directions.</summary>
    public IReadOnlyList<string> Ciphers { get; init; } = CipherSuites.Ciphers;

    /// <summary>MACs; sent also when only AEAD ciphers are offered, since some peers insist on a match.</summary>
    public IReadOnlyList<string> Macs { get; init; } = CipherSuites.Macs;
}
