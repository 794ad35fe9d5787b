namespace SshGate.Ssh.Sftp;

/// <summary>Packet types of SFTP version 3 (draft-ietf-secsh-filexfer-02 §3).</summary>
public enum SftpMessage : byte
{
    /// <summary>The client's version.</summary>
    Init = 1,

    /// <summary>The server's version and extensions.</summary>
    Version = 2,

    /// <summary>Opens or makes a file.</summary>
    Open = 3,

    /// <summary>Closes a handle.</summary>
    Close = 4,

    /// <summary>Reads from a file.</summary>
    Read = 5,

    /// <summary>Writes to a file.</summary>
    Write = 6,

    /// <summary>Attributes of a path, links not followed.</summary>
    Lstat = 7,

    /// <summary>Attributes of a handle.</summary>
    Fstat = 8,

    /// <summary>Sets attributes of a path.</summary>
    SetStat = 9,

    /// <summary>Sets attributes of a handle.</summary>
    FsetStat = 10,

    /// <summary>Opens a directory.</summary>
    OpenDirectory = 11,

    /// <summary>The next names of a directory.</summary>
    ReadDirectory = 12,

    /// <summary>Removes a file.</summary>
    Remove = 13,

    /// <summary>Makes a directory.</summary>
    MakeDirectory = 14,

    /// <summary>Removes a directory.</summary>
    RemoveDirectory = 15,

    /// <summary>The canonical form of a path.</summary>
    RealPath = 16,

    /// <summary>Attributes of a path, links followed.</summary>
    Stat = 17,

    /// <summary>Renames.</summary>
    Rename = 18,

    /// <summary>Where a symbolic link leads.</summary>
    ReadLink = 19,

    /// <summary>Makes a symbolic link.</summary>
    SymbolicLink = 20,

    /// <summary>Answer: a status.</summary>
    Status = 101,

    /// <summary>Answer: a handle.</summary>
    Handle = 102,

    /// <summary>Answer: data.</summary>
    Data = 103,

    /// <summary>Answer: names.</summary>
    Name = 104,

    /// <summary>Answer: attributes.</summary>
    Attributes = 105,

    /// <summary>A request of an extension.</summary>
    Extended = 200,

    /// <summary>Answer: of an extension.</summary>
    ExtendedReply = 201,
}
