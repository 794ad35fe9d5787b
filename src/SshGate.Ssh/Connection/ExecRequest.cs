namespace SshGate.Ssh.Connection;

/// <summary>exec (RFC 4254 §6.5).</summary>
/// <param name="Command">The command's bytes, as received.</param>
public sealed record ExecRequest(ReadOnlyMemory<byte> Command) : ChannelRequest("exec");
