namespace SshGate.Ssh.Client;

/// <summary>Why a connection to a server did not come about.</summary>
public enum SshClientFailure
{
    /// <summary>No TCP connection, or it broke.</summary>
    Unreachable,

    /// <summary>The server's host key was not accepted.</summary>
    HostKeyRejected,

    /// <summary>The server refused the key of the user.</summary>
    AuthenticationFailed,

    /// <summary>No common algorithm, or the server broke the protocol.</summary>
    ProtocolError,

    /// <summary>The server ended the connection.</summary>
    Disconnected,

    /// <summary>It took too long.</summary>
    TimedOut,
}
