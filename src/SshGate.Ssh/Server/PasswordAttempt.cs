namespace SshGate.Ssh.Server;

/// <summary>The password method (RFC 4252 §8). The password is never empty.</summary>
/// <param name="UserName">The user name as received: hostile text.</param>
/// <param name="Password">The password's bytes.</param>
public sealed record PasswordAttempt(string UserName, SecretBytes Password) : AuthAttempt(UserName);
