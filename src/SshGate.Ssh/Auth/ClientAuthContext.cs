namespace SshGate.Ssh.Auth;

/// <summary>What an authentication method needs of the connection.</summary>
/// <param name="UserName">The account.</param>
/// <param name="SessionIdentifier">The first exchange hash.</param>
/// <param name="ServerAlgorithms">What server-sig-algs said (RFC 8308 §3.1), or null.</param>
internal sealed record ClientAuthContext(string UserName, byte[] SessionIdentifier, string[]? ServerAlgorithms);
