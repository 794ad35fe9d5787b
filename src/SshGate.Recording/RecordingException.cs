namespace SshGate.Recording;

/// <summary>Something was not recorded, so it must not be relayed. The message names no content of the session.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>A failure to record.</summary>
    public RecordingException(RecordingFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>Why it was not recorded.</summary>
    public RecordingFailure Failure { get; }
}
