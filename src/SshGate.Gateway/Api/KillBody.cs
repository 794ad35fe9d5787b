namespace SshGate.Gateway.Api;

/// <summary>Why a session is ended.</summary>
/// <param name="Reason">Told to the agent, and on record.</param>
public sealed record KillBody(string? Reason);
