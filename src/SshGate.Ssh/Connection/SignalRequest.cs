namespace SshGate.Ssh.Connection;

/// <summary>signal (RFC 4254 §6.9).</summary>
/// <param name="Name">The signal without "SIG".</param>
public sealed record SignalRequest(string Name) : ChannelRequest("signal");
