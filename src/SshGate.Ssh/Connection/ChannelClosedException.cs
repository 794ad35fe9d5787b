namespace SshGate.Ssh.Connection;

/// <summary>The channel or its connection ended, so that nothing can be sent on it any more.</summary>
/// <param name="message">What ended.</param>
public sealed class ChannelClosedException(string message) : IOException(message);
