namespace SshGate.Ssh.Connection;

/// <summary>pty-req (RFC 4254 §6.2).</summary>
/// <param name="Term">The TERM value.</param>
/// <param name="Size">The terminal's size.</param>
/// <param name="Modes">Encoded terminal modes (§8), as received.</param>
public sealed record PtyRequest(string Term, TerminalSize Size, ReadOnlyMemory<byte> Modes) : ChannelRequest("pty-req");
