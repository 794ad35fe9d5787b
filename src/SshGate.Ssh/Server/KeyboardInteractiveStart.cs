namespace SshGate.Ssh.Server;

/// <summary>The keyboard-interactive method begins (RFC 4256 §3.1), again after a change of user too.</summary>
/// <param name="UserName">The user name as received: hostile text.</param>
public sealed record KeyboardInteractiveStart(string UserName) : AuthAttempt(UserName);
