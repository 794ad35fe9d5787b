namespace SshGate.Ssh.Sftp;

/// <summary>Names of the extensions that are known here (OpenSSH's PROTOCOL §4), with the version each is offered with.</summary>
public static class SftpExtensions
{
    /// <summary>Rename that replaces.</summary>
    public const string PosixRename = "posix-rename@openssh.com";

    /// <summary>File system figures of a path.</summary>
    public const string StatVfs = "statvfs@openssh.com";

    /// <summary>File system figures of a handle.</summary>
    public const string FstatVfs = "fstatvfs@openssh.com";

    /// <summary>Hard links.</summary>
    public const string HardLink = "hardlink@openssh.com";

    /// <summary>Flush to disk.</summary>
    public const string Fsync = "fsync@openssh.com";

    /// <summary>Attributes of a link itself.</summary>
    public const string LsetStat = "lsetstat@openssh.com";

    /// <summary>The server's limits.</summary>
    public const string Limits = "limits@openssh.com";

    /// <summary>Home directories in paths.</summary>
    public const string ExpandPath = "expand-path@openssh.com";

    /// <summary>Copy on the server.</summary>
    public const string CopyData = "copy-data";

    /// <summary>A user's home directory.</summary>
    public const string HomeDirectory = "home-directory";

    /// <summary>Names of users and groups.</summary>
    public const string UsersGroups = "users-groups-by-id@openssh.com";

    /// <summary>All of them, as a server that has them offers them.</summary>
    public static IReadOnlyList<SftpPair> All { get; } =
    [
        new(PosixRename, "1"u8.ToArray()), new(StatVfs, "2"u8.ToArray()), new(FstatVfs, "2"u8.ToArray()), new(HardLink, "1"u8.ToArray()),
        new(Fsync, "1"u8.ToArray()), new(LsetStat, "1"u8.ToArray()), new(Limits, "1"u8.ToArray()), new(ExpandPath, "1"u8.ToArray()),
        new(CopyData, "1"u8.ToArray()), new(HomeDirectory, "1"u8.ToArray()), new(UsersGroups, "1"u8.ToArray()),
    ];
}
