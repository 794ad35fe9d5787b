using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Server;

/// <summary>How a server runs.</summary>
public sealed record SshServerOptions
{
    /// <summary>
    /// The host keys, best first; one of each type serves old and new clients. A <see cref="CertifiedSigner"/> shows its
    /// certificate to clients that ask for one.
    /// </summary>
    public required IReadOnlyList<ISshSigner> HostKeys { get; init; }

    /// <summary>The caps of each connection.</summary>
    public SshLimits Limits { get; init; } = new();

    /// <summary>Who gets in at all.</summary>
    public SshAdmissionOptions Admission { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where diagnostics go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What the version line says behind "SSH-2.0-".</summary>
    public string SoftwareVersion { get; init; } = "SshGate";

    /// <summary>The lists to offer, for tests; null offers all.</summary>
    internal AlgorithmProposal? Proposal { get; init; }

    /// <summary>How many strangers' key exchanges compute at once; other than the process's own only in tests.</summary>
    internal SemaphoreSlim KexTurns { get; init; } = KexMachine.ProcessTurns;

    /// <summary>Whether to offer strict key exchange; off only in tests.</summary>
    internal bool OfferStrictKex { get; init; } = true;
}
