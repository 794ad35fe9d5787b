namespace SshGate.Recording;

/// <summary>Why something could not be recorded.</summary>
public enum RecordingFailure
{
    /// <summary>The file could not be created, written or flushed.</summary>
    Storage,

    /// <summary>Less free space than the options ask for.</summary>
    LowSpace,

    /// <summary>The recording has reached its largest size.</summary>
    TooLong,

    /// <summary>The recording is sealed or disposed already.</summary>
    Closed,
}
