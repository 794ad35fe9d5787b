namespace SshGate.Ssh.Keys;

/// <summary>
/// A private key file could not be read. The message says what is wrong and holds nothing of the key.
/// </summary>
public sealed class SshKeyFormatException : Exception
{
    /// <summary>Says what is wrong with the file.</summary>
    /// <param name="reason">The reason for programs.</param>
    /// <param name="message">The reason for people.</param>
    /// <param name="inner">The cause, if another exception led here.</param>
    public SshKeyFormatException(SshKeyFormatReason reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>The reason, for programs.</summary>
    public SshKeyFormatReason Reason { get; }
}
