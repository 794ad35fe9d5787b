namespace SshGate.Ssh.Connection;

/// <summary>subsystem (RFC 4254 §6.5).</summary>
/// <param name="Name">The subsystem, such as sftp.</param>
public sealed record SubsystemRequest(string Name) : ChannelRequest("subsystem");
