namespace SshGate.Recording;

/// <summary>How recordings are written. The defaults are for a gate with many sessions on one local disk.</summary>
public sealed record RecordingOptions
{
    /// <summary>What a completed write of output means.</summary>
    public RecordingDurability Durability { get; init; } = RecordingDurability.OperatingSystem;

    /// <summary>How long output may wait for its chain link and its way to the disk.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No recording starts with less free space: room for running sessions to end in good order.</summary>
    public long MinimumFreeBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A running recording fails below this, while the audit log can still say why.</summary>
    public long StopBelowFreeBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>The longest recording; more output ends the session. A day of a busy terminal is far below 4 GiB.</summary>
    public long MaxBytes { get; init; } = 4L * 1024 * 1024 * 1024;
}
