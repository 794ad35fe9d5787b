namespace SshGate.Ssh.Sftp;

/// <summary>
/// A request of SFTP version 3 (draft-ietf-secsh-filexfer-02 §6) or of an extension that OpenSSH uses (its PROTOCOL §4), with
/// fields in wire order. Byte fields point into the packet they were read from and live as long as it does.
/// </summary>
public abstract record SftpRequest(uint Id)
{
    /// <summary>§6.3.</summary>
    public sealed record Open(uint Id, ReadOnlyMemory<byte> Path, SftpOpenMode Flags, SftpAttributes Attributes) : SftpRequest(Id);

    /// <summary>§6.3.</summary>
    public sealed record Close(uint Id, ReadOnlyMemory<byte> Handle) : SftpRequest(Id);

    /// <summary>§6.4.</summary>
    public sealed record Read(uint Id, ReadOnlyMemory<byte> Handle, ulong Offset, uint Length) : SftpRequest(Id);

    /// <summary>§6.4.</summary>
    public sealed record Write(uint Id, ReadOnlyMemory<byte> Handle, ulong Offset, ReadOnlyMemory<byte> Data) : SftpRequest(Id);

    /// <summary>§6.8, links not followed.</summary>
    public sealed record Lstat(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.8.</summary>
    public sealed record Fstat(uint Id, ReadOnlyMemory<byte> Handle) : SftpRequest(Id);

    /// <summary>§6.9.</summary>
    public sealed record SetStat(uint Id, ReadOnlyMemory<byte> Path, SftpAttributes Attributes) : SftpRequest(Id);

    /// <summary>§6.9.</summary>
    public sealed record FsetStat(uint Id, ReadOnlyMemory<byte> Handle, SftpAttributes Attributes) : SftpRequest(Id);

    /// <summary>§6.7.</summary>
    public sealed record OpenDirectory(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.7.</summary>
    public sealed record ReadDirectory(uint Id, ReadOnlyMemory<byte> Handle) : SftpRequest(Id);

    /// <summary>§6.5.</summary>
    public sealed record Remove(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.6.</summary>
    public sealed record MakeDirectory(uint Id, ReadOnlyMemory<byte> Path, SftpAttributes Attributes) : SftpRequest(Id);

    /// <summary>§6.6.</summary>
    public sealed record RemoveDirectory(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.11.</summary>
    public sealed record RealPath(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.8, links followed.</summary>
    public sealed record Stat(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.5.</summary>
    public sealed record Rename(uint Id, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) : SftpRequest(Id);

    /// <summary>§6.10.</summary>
    public sealed record ReadLink(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>§6.10, in the order of OpenSSH: first where it leads, then the link itself.</summary>
    public sealed record SymbolicLink(uint Id, ReadOnlyMemory<byte> LeadsTo, ReadOnlyMemory<byte> Link) : SftpRequest(Id);

    /// <summary>posix-rename@openssh.com: replaces what has the new name.</summary>
    public sealed record PosixRename(uint Id, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) : SftpRequest(Id);

    /// <summary>hardlink@openssh.com.</summary>
    public sealed record HardLink(uint Id, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) : SftpRequest(Id);

    /// <summary>statvfs@openssh.com.</summary>
    public sealed record StatVfs(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>fstatvfs@openssh.com.</summary>
    public sealed record FstatVfs(uint Id, ReadOnlyMemory<byte> Handle) : SftpRequest(Id);

    /// <summary>fsync@openssh.com.</summary>
    public sealed record Fsync(uint Id, ReadOnlyMemory<byte> Handle) : SftpRequest(Id);

    /// <summary>lsetstat@openssh.com: of the link itself.</summary>
    public sealed record LsetStat(uint Id, ReadOnlyMemory<byte> Path, SftpAttributes Attributes) : SftpRequest(Id);

    /// <summary>limits@openssh.com.</summary>
    public sealed record Limits(uint Id) : SftpRequest(Id);

    /// <summary>expand-path@openssh.com: as <see cref="RealPath"/>, and <c>~</c> and <c>~user</c> as well.</summary>
    public sealed record ExpandPath(uint Id, ReadOnlyMemory<byte> Path) : SftpRequest(Id);

    /// <summary>copy-data (draft-ietf-secsh-filexfer-extensions-00 §7).</summary>
    public sealed record CopyData(
        uint Id, ReadOnlyMemory<byte> From, ulong FromOffset, ulong Length, ReadOnlyMemory<byte> To, ulong ToOffset) : SftpRequest(Id);

    /// <summary>home-directory: of a user.</summary>
    public sealed record HomeDirectory(uint Id, ReadOnlyMemory<byte> User) : SftpRequest(Id);

    /// <summary>users-groups-by-id@openssh.com: names of numbers; the fields are packed numbers.</summary>
    public sealed record UsersGroups(uint Id, ReadOnlyMemory<byte> Users, ReadOnlyMemory<byte> Groups) : SftpRequest(Id);

    /// <summary>An extension that is not known here.</summary>
    public sealed record UnknownExtension(uint Id, string Name, ReadOnlyMemory<byte> Data) : SftpRequest(Id);
}
