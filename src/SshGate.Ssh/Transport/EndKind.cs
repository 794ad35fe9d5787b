namespace SshGate.Ssh.Transport;

/// <summary>What an end means beyond its code: a server judges strangers by it.</summary>
internal enum EndKind
{
    Ordinary,

    /// <summary>An exception that no peer should be able to cause.</summary>
    Fault,

    /// <summary>The login grace time is over.</summary>
    GraceExceeded,
}
