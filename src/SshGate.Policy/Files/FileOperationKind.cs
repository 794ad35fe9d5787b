namespace SshGate.Policy.Files;

/// <summary>What a file operation does; each has its verb in the canonical text and its command name <c>sftp-…</c> in rules.</summary>
public enum FileOperationKind
{
    /// <summary>Names of a directory.</summary>
    List,

    /// <summary>Attributes, or where a link leads.</summary>
    Stat,

    /// <summary>The content of a file.</summary>
    Read,

    /// <summary>Puts content into a file, from the start or at any place.</summary>
    Write,

    /// <summary>Puts content after what a file has.</summary>
    Append,

    /// <summary>A file or directory gets another name.</summary>
    Rename,

    /// <summary>A file, link or socket goes away.</summary>
    Remove,

    /// <summary>A second name for the same file (hard link).</summary>
    Link,

    /// <summary>A symbolic link; <see cref="FileOperation.OtherPath"/> is where it leads.</summary>
    Symlink,

    /// <summary>Mode, owner, size or times.</summary>
    Attributes,

    /// <summary>A new directory.</summary>
    MakeDirectory,

    /// <summary>An empty directory goes away.</summary>
    RemoveDirectory,

    /// <summary>The target copies from one open file into another.</summary>
    Copy,
}
