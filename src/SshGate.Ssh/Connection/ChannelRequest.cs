namespace SshGate.Ssh.Connection;

/// <summary>A request on a channel (RFC 4254 §5.4, §6). The cases are the sealed records of this folder.</summary>
/// <param name="Type">The name on the wire.</param>
public abstract record ChannelRequest(string Type);
