namespace SshGate.Ssh.Connection;

/// <summary>Where a forwarding channel leads. Its texts are hostile.</summary>
public abstract record ForwardDestination
{
    private ForwardDestination()
    {
    }

    /// <summary>direct-tcpip (RFC 4254 §7.2).</summary>
    /// <param name="Host">The host to connect to, name or address.</param>
    /// <param name="Port">The port to connect to.</param>
    /// <param name="OriginHost">Where the client says the connection comes from.</param>
    /// <param name="OriginPort">The port there.</param>
    public sealed record Tcp(string Host, uint Port, string OriginHost, uint OriginPort) : ForwardDestination;

    /// <summary>direct-streamlocal@openssh.com (OpenSSH PROTOCOL 2.4).</summary>
    /// <param name="Path">The socket's path.</param>
    public sealed record StreamLocal(string Path) : ForwardDestination;
}
