namespace SshGate.Ssh.Server;

/// <summary>Answers to this authenticator's own challenge to the same user, as many as it had prompts (RFC 4256 §3.4).</summary>
/// <param name="UserName">The user name as received: hostile text.</param>
/// <param name="Answers">The answers in the order of the prompts.</param>
public sealed record KeyboardInteractiveAnswers(string UserName, IReadOnlyList<SecretBytes> Answers) : AuthAttempt(UserName);
