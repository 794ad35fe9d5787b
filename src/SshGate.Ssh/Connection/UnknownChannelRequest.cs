namespace SshGate.Ssh.Connection;

/// <summary>A request that this library does not know.</summary>
/// <param name="Type">The name on the wire.</param>
/// <param name="Payload">What follows want_reply.</param>
public sealed record UnknownChannelRequest(string Type, ReadOnlyMemory<byte> Payload) : ChannelRequest(Type);
