namespace SshGate.Ssh.Server;

/// <summary>A prompt of a challenge (RFC 4256 §3.2).</summary>
/// <param name="Text">What the client shows.</param>
/// <param name="Echo">Whether the client shows what is typed.</param>
public sealed record AuthPrompt(string Text, bool Echo);
