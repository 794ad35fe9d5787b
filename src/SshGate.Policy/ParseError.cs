namespace SshGate.Policy;

/// <summary>Why a command line is not a sentence of its grammar, and where.</summary>
public sealed record ParseError(string Message, int Offset);
