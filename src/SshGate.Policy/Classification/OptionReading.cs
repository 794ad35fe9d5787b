namespace SshGate.Policy.Classification;

/// <summary>The outcome of reading options: what is wrong with them, or where the operands begin.</summary>
internal sealed record OptionReading(string? Failure, Argument? Culprit, int Next);
