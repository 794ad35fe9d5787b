namespace SshGate.Ssh.Transport;

/// <summary>How far a connection has come; it only moves forward.</summary>
internal enum SshPhase
{
    /// <summary>The first key exchange (RFC 4253 §7).</summary>
    KeyExchange,

    /// <summary>Keys are in use; the service request (RFC 4253 §10) is awaited.</summary>
    Service,

    /// <summary>RFC 4252 runs.</summary>
    Authentication,

    /// <summary>RFC 4254 runs; reached by a completed authentication only.</summary>
    Connection,
}
