namespace SshGate.Ssh.Connection;

/// <summary>auth-agent-req@openssh.com (OpenSSH): the client offers its key agent.</summary>
public sealed record AgentForwardRequest() : ChannelRequest("auth-agent-req@openssh.com");
