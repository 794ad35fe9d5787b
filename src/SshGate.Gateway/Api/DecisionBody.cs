namespace SshGate.Gateway.Api;

/// <summary>What a person sends with a decision: the digest of what was on the screen, and why.</summary>
/// <param name="Digest">The digest that was shown.</param>
/// <param name="Reason">Why; needed to reject.</param>
public sealed record DecisionBody(string? Digest, string? Reason);
