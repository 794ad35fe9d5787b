namespace SshGate.Ssh.Transport;

/// <summary>Where the message table sends a message.</summary>
internal enum PacketRoute
{
    /// <summary>Not legal in this state: the connection ends.</summary>
    Forbidden,

    /// <summary>Legal and without effect.</summary>
    Ignored,

    /// <summary>A number that nobody assigned: answered with SSH_MSG_UNIMPLEMENTED (RFC 4253 §11.4).</summary>
    Unimplemented,

    Disconnect,
    KexInit,
    KexMethod,
    NewKeys,
    ExtInfo,
    ServiceRequest,
    ServiceAccept,
    Authentication,
    Connection,
    Ping,
}
