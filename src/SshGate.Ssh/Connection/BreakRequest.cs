namespace SshGate.Ssh.Connection;

/// <summary>break (RFC 4335 §3).</summary>
/// <param name="Milliseconds">The length of the break.</param>
public sealed record BreakRequest(uint Milliseconds) : ChannelRequest("break");
