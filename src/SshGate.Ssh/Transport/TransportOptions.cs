using Microsoft.Extensions.Logging;
using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Transport;

/// <summary>What a transport needs to know; made from the server's or the client's options.</summary>
internal sealed record TransportOptions
{
    public required SshRole Role { get; init; }

    public required SshLimits Limits { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>The part of the version line behind "SSH-2.0-".</summary>
    public required string SoftwareVersion { get; init; }

    public required AlgorithmProposal Proposal { get; init; }

    /// <summary>The server's host keys; one signs, which one the negotiation says.</summary>
    public IReadOnlyList<ISshSigner> HostKeys { get; init; } = [];

    /// <summary>The server's turns for the first key exchanges of its clients.</summary>
    public SemaphoreSlim KexTurns { get; init; } = KexMachine.ProcessTurns;

    /// <summary>The client's judge of the server's key; asked once, after the signature verified.</summary>
    public Func<SshPublicKey, SshCertificate?, CancellationToken, ValueTask<bool>>? VerifyHostKey { get; init; }

    /// <summary>
    /// What a server says of itself in EXT_INFO (RFC 8308); asked at most once, with the outcome of the negotiation, when the
    /// session identifier is known.
    /// </summary>
    public Func<SshAlgorithms, IReadOnlyList<(string Name, string Value)>> Extensions { get; init; } = _ => [];

    /// <summary>Whether to offer strict key exchange; off only in tests that imitate old peers.</summary>
    public bool OfferStrictKex { get; init; } = true;
}
