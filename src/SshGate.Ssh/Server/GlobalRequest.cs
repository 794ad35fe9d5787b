namespace SshGate.Ssh.Server;

/// <summary>A global request (RFC 4254 §4) that the library does not answer itself.</summary>
/// <param name="Name">The request's name, printable ASCII.</param>
/// <param name="Payload">What follows want_reply.</param>
public sealed record GlobalRequest(string Name, ReadOnlyMemory<byte> Payload);
