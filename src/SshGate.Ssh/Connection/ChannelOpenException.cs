namespace SshGate.Ssh.Connection;

/// <summary>The peer refused a channel.</summary>
/// <param name="reason">Its reason code.</param>
/// <param name="text">Its text, escaped.</param>
public sealed class ChannelOpenException(ChannelOpenFailure reason, string text)
    : IOException($"The peer refused the channel ({reason}): {text}")
{
    /// <summary>The peer's reason code.</summary>
    public ChannelOpenFailure Reason { get; } = reason;
}
