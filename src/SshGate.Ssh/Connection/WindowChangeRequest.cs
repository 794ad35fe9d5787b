namespace SshGate.Ssh.Connection;

/// <summary>window-change (RFC 4254 §6.7).</summary>
/// <param name="Size">The new size.</param>
public sealed record WindowChangeRequest(TerminalSize Size) : ChannelRequest("window-change");
