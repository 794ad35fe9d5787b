namespace SshGate.Recording;

/// <summary>What is true of the bytes when a write of output completes. Markers, events and the seal are always on disk.</summary>
public enum RecordingDurability
{
    /// <summary>
    /// The operating system has the bytes; they go to the disk within <see cref="RecordingOptions.SyncInterval"/>.
    /// A crash or kill of SshGate loses nothing; a crash of the machine loses at most the output of that interval.
    /// </summary>
    OperatingSystem,

    /// <summary>The disk has the bytes (one flush for all writes that wait together). No crash loses anything.</summary>
    Disk,
}
