using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Server;

/// <summary>CHANNEL_OPEN (RFC 4254 §5.1) of a client.</summary>
/// <param name="Type">The channel type, printable ASCII.</param>
/// <param name="Payload">The fields of that type, as received.</param>
/// <param name="Destination">Where a direct-tcpip or direct-streamlocal channel is to lead, else null.</param>
public sealed record ChannelOpenRequest(string Type, ReadOnlyMemory<byte> Payload, ForwardDestination? Destination);
