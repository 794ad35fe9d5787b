namespace SshGate.Policy.Forwards;

/// <summary>What a forward connects to.</summary>
public enum ForwardKind
{
    /// <summary>A host and port as seen from the target (direct-tcpip, RFC 4254 §7.2).</summary>
    Tcp,

    /// <summary>A Unix socket on the target (direct-streamlocal@openssh.com).</summary>
    Unix,
}
