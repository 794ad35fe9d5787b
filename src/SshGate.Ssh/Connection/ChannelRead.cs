namespace SshGate.Ssh.Connection;

/// <summary>The next piece of a channel, in order of arrival.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Data">The bytes; valid until the next read.</param>
public readonly record struct ChannelRead(ChannelReadKind Kind, ReadOnlyMemory<byte> Data);
