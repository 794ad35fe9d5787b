namespace SshGate.Ssh.Server;

/// <summary>
/// One authentication attempt (RFC 4252 §5). The cases are the sealed records of this folder. Their secrets are wiped when
/// the authenticator has answered; what must live longer is copied.
/// </summary>
/// <param name="UserName">The user name as received: hostile text.</param>
public abstract record AuthAttempt(string UserName);
