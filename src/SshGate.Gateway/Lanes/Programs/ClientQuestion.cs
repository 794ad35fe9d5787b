namespace SshGate.Gateway.Lanes.Programs;

/// <summary>A question to a database client that shows that it has done all that came before.</summary>
/// <param name="Text">What is sent.</param>
/// <param name="Head">What the answer begins with.</param>
/// <param name="Tail">What it ends with; empty when that is the head.</param>
internal sealed record ClientQuestion(ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail);
