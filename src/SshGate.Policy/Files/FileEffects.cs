namespace SshGate.Policy.Files;

/// <summary>What else a file operation asks for, or was found to do.</summary>
[Flags]
public enum FileEffects
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>The file is made if it does not exist.</summary>
    Create = 1,

    /// <summary>It is an error if the file exists.</summary>
    Exclusive = 2,

    /// <summary>What the file has is thrown away first.</summary>
    Truncate = 4,

    /// <summary>The file is also read.</summary>
    AlsoRead = 8,

    /// <summary>Something has the path already (of a rename: the new path), so it is overwritten; or that could not be ruled out.</summary>
    Existing = 16,

    /// <summary>Access or modification times are set.</summary>
    Times = 32,

    /// <summary>A symbolic link itself is changed, not what it leads to.</summary>
    NoFollow = 64,
}
