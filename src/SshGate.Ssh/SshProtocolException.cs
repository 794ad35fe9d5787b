namespace SshGate.Ssh;

/// <summary>
/// The one exception that bytes from a peer may cause. Its message is ours and never quotes the peer,
/// so it can be logged and sent in SSH_MSG_DISCONNECT (RFC 4253 §11.1).
/// </summary>
public sealed class SshProtocolException : Exception
{
    /// <summary>Says why the connection has to end.</summary>
    /// <param name="reason">The code for the peer.</param>
    /// <param name="message">The reason in words, without bytes of the peer.</param>
    /// <param name="inner">The cause, if another exception led here.</param>
    public SshProtocolException(DisconnectReason reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>The code to send in SSH_MSG_DISCONNECT.</summary>
    public DisconnectReason Reason { get; }
}
