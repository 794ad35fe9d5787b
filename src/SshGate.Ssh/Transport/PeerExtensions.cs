namespace SshGate.Ssh.Transport;

/// <summary>What a peer says in one EXT_INFO, as far as it matters to us.</summary>
/// <param name="SignatureAlgorithms">server-sig-algs (RFC 8308 §3.1), or null if the message does not have it.</param>
/// <param name="TakesHostBound">Whether publickey-hostbound-v00@openssh.com is taken (OpenSSH PROTOCOL 3.1).</param>
internal sealed record PeerExtensions(string[]? SignatureAlgorithms, bool TakesHostBound);
