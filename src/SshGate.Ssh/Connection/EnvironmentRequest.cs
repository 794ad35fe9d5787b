namespace SshGate.Ssh.Connection;

/// <summary>env (RFC 4254 §6.4).</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Value">The variable's value.</param>
public sealed record EnvironmentRequest(string Name, string Value) : ChannelRequest("env");
