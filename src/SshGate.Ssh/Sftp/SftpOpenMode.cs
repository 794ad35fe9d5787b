namespace SshGate.Ssh.Sftp;

/// <summary>How a file is opened (draft-ietf-secsh-filexfer-02 §6.3).</summary>
[Flags]
public enum SftpOpenMode : uint
{
    /// <summary>Nothing; OpenSSH reads then.</summary>
    None = 0,

    /// <summary>For reading.</summary>
    Read = 1,

    /// <summary>For writing.</summary>
    Write = 2,

    /// <summary>Every write goes to the end.</summary>
    Append = 4,

    /// <summary>Made if it does not exist.</summary>
    Create = 8,

    /// <summary>Emptied if it exists.</summary>
    Truncate = 16,

    /// <summary>An error if it exists.</summary>
    Exclusive = 32,
}
