namespace SshGate.Ssh.Sftp;

/// <summary>Attributes of a file (draft-ietf-secsh-filexfer-02 §5); null where absent.</summary>
public sealed record SftpAttributes
{
    /// <summary>The type bits of <see cref="Permissions"/>, as in POSIX.</summary>
    private const uint TypeMask = 0xF000;

    /// <summary>No attributes.</summary>
    public static SftpAttributes None { get; } = new();

    /// <summary>Bytes.</summary>
    public ulong? Size { get; init; }

    /// <summary>Numeric owner and group.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>Mode bits, with the type of file in answers.</summary>
    public uint? Permissions { get; init; }

    /// <summary>Seconds since 1970 of the last access and the last change.</summary>
    public (uint Access, uint Modification)? Times { get; init; }

    /// <summary>Extended attributes; null when the flag is not set at all.</summary>
    public IReadOnlyList<SftpPair>? Extended { get; init; }

    /// <summary>Whether the mode says directory.</summary>
    public bool IsDirectory => (Permissions & TypeMask) == 0x4000;

    /// <summary>Whether the mode says symbolic link.</summary>
    public bool IsLink => (Permissions & TypeMask) == 0xA000;

    /// <summary>Whether the mode says regular file.</summary>
    public bool IsRegular => (Permissions & TypeMask) == 0x8000;
}
