using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Ssh.Auth;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Client;

/// <summary>How to connect to a server.</summary>
public sealed record SshClientOptions
{
    /// <summary>The account on the server.</summary>
    public required string UserName { get; init; }

    /// <summary>The key to log in with (publickey, RFC 4252 §7).</summary>
    public required ISshSigner Key { get; init; }

    /// <summary>Decides about the server's host key.</summary>
    public required IHostKeyVerifier HostKeyVerifier { get; init; }

    /// <summary>Host key algorithms to ask for, best first; null asks for all that are known, certificates first.</summary>
    public IReadOnlyList<string>? HostKeyAlgorithms { get; init; }

    /// <summary>What to accept beside that from a server which has nothing better. Default nothing.</summary>
    public InsecureAlgorithms Insecure { get; init; }

    /// <summary>The caps.</summary>
    public SshLimits Limits { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where diagnostics go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What the version line says behind "SSH-2.0-".</summary>
    public string SoftwareVersion { get; init; } = "SshGate";

    /// <summary>How to log in, for tests; null uses <see cref="Key"/>.</summary>
    internal IClientAuthMethod? AuthMethod { get; init; }

    /// <summary>The lists to offer, for tests; null offers all.</summary>
    internal AlgorithmProposal? Proposal { get; init; }

    /// <summary>Whether to offer strict key exchange; off only in tests.</summary>
    internal bool OfferStrictKex { get; init; } = true;
}
