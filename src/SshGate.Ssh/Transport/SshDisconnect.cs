namespace SshGate.Ssh.Transport;

/// <summary>Why a connection ended (RFC 4253 §11.1).</summary>
/// <param name="Reason">The code, ours or the peer's.</param>
/// <param name="Text">The reason in words; control characters of a peer are escaped.</param>
/// <param name="ByPeer">Whether the peer ended it.</param>
public sealed record SshDisconnect(DisconnectReason Reason, string Text, bool ByPeer);
