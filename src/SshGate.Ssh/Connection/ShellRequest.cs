namespace SshGate.Ssh.Connection;

/// <summary>shell (RFC 4254 §6.5).</summary>
public sealed record ShellRequest() : ChannelRequest("shell");
