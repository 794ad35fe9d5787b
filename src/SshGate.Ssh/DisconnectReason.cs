namespace SshGate.Ssh;

/// <summary>Reason codes of SSH_MSG_DISCONNECT (RFC 4250 §4.2.2).</summary>
public enum DisconnectReason : uint
{
    /// <summary>No code was given; not sent by us.</summary>
    None = 0,

    /// <summary>The host is not allowed to connect.</summary>
    HostNotAllowedToConnect = 1,

    /// <summary>A message was malformed or not legal in this state.</summary>
    ProtocolError = 2,

    /// <summary>No common algorithm, or the key exchange did not verify.</summary>
    KeyExchangeFailed = 3,

    /// <summary>Reserved by the RFC.</summary>
    Reserved = 4,

    /// <summary>A packet failed its integrity check.</summary>
    MacError = 5,

    /// <summary>Compressed data could not be expanded.</summary>
    CompressionError = 6,

    /// <summary>The requested service is not offered.</summary>
    ServiceNotAvailable = 7,

    /// <summary>The peer speaks another protocol version.</summary>
    ProtocolVersionNotSupported = 8,

    /// <summary>The host key could not be verified.</summary>
    HostKeyNotVerifiable = 9,

    /// <summary>The connection was lost.</summary>
    ConnectionLost = 10,

    /// <summary>The application asked for the end.</summary>
    ByApplication = 11,

    /// <summary>Too many connections.</summary>
    TooManyConnections = 12,

    /// <summary>The user cancelled the authentication.</summary>
    AuthCancelledByUser = 13,

    /// <summary>No authentication method is left to try.</summary>
    NoMoreAuthMethodsAvailable = 14,

    /// <summary>The user name is not acceptable.</summary>
    IllegalUserName = 15,
}
