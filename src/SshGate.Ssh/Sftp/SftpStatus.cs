namespace SshGate.Ssh.Sftp;

/// <summary>Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02 §7).</summary>
public enum SftpStatus : uint
{
    /// <summary>It is done.</summary>
    Ok = 0,

    /// <summary>There is no more.</summary>
    Eof = 1,

    /// <summary>There is no such file.</summary>
    NoSuchFile = 2,

    /// <summary>It is not allowed.</summary>
    PermissionDenied = 3,

    /// <summary>Anything else went wrong.</summary>
    Failure = 4,

    /// <summary>The request was malformed.</summary>
    BadMessage = 5,

    /// <summary>There is no connection (never sent on the wire).</summary>
    NoConnection = 6,

    /// <summary>The connection was lost (never sent on the wire).</summary>
    ConnectionLost = 7,

    /// <summary>The server does not know the operation.</summary>
    OperationUnsupported = 8,
}
