namespace SshGate.Policy.Files;

/// <summary>Numeric owner and group.</summary>
public readonly record struct FileOwner(uint User, uint Group);
