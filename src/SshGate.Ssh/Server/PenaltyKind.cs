namespace SshGate.Ssh.Server;

/// <summary>What a connection that ended without a login did wrong.</summary>
internal enum PenaltyKind
{
    /// <summary>It left before it tried to log in, as scanners do.</summary>
    NoAuth,

    /// <summary>Its attempts to log in failed.</summary>
    AuthFailed,

    /// <summary>It did not speak the protocol.</summary>
    Garbage,

    /// <summary>It was still there when the login grace time ended.</summary>
    GraceExceeded,

    /// <summary>It led to a fault of ours.</summary>
    Crash,
}
