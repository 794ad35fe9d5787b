namespace SshGate.Ssh.Sftp;

/// <summary>Caps of the codec, both ways.</summary>
public static class SftpLimits
{
    /// <summary>The protocol version: the one that OpenSSH and nearly everybody speaks.</summary>
    public const uint Version = 3;

    /// <summary>OpenSSH's SFTP_MAX_MSG_LENGTH; without the length field.</summary>
    public const int MaxPacket = 256 * 1024;

    /// <summary>OpenSSH's own limit for the data of one read or write: a packet less room for its head.</summary>
    public const int MaxData = MaxPacket - 1024;

    /// <summary>draft-ietf-secsh-filexfer-02 §6.2: a handle has at most 256 bytes.</summary>
    public const int MaxHandle = 256;

    /// <summary>PATH_MAX of Linux.</summary>
    public const int MaxPath = 4096;

    /// <summary>A name and its <c>ls -l</c> line in an answer; the line holds the name and up to 100 more.</summary>
    public const int MaxLongName = 2 * MaxPath;

    /// <summary>Extended attributes of one file, extensions of one server: more than any sends (OpenSSH 10: 12).</summary>
    public const int MaxPairs = 64;

    /// <summary>Name of an extension or of an extended attribute (RFC 4251 §6 names have 64; servers are laxer).</summary>
    public const int MaxExtensionName = 255;

    /// <summary>Value of an extension or of an extended attribute.</summary>
    public const int MaxExtensionValue = 16 * 1024;

    /// <summary>Text of a status.</summary>
    public const int MaxStatusText = 8 * 1024;
}
