namespace SshGate.Ssh.Transport;

/// <summary>
/// What the peer may send of a key exchange (RFC 4253 §7). It changes on the read loop only, and our own KEXINIT does not
/// change it: until the peer's KEXINIT arrives, everything else of the peer stays legal.
/// </summary>
internal enum KexPhase
{
    /// <summary>The peer has not sent KEXINIT.</summary>
    Idle,

    /// <summary>The peer's message of the key exchange method is awaited.</summary>
    Method,

    /// <summary>The peer's NEWKEYS is awaited.</summary>
    NewKeys,
}
