namespace SshGate.Ssh.Connection;

/// <summary>The peer's end of a channel, as CHANNEL_OPEN and its confirmation give it (RFC 4254 §5.1).</summary>
internal readonly record struct ChannelPeer(uint Id, uint Window, uint MaxPacket);
