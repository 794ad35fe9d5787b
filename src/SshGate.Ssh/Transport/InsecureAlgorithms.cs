namespace SshGate.Ssh.Transport;

/// <summary>
/// What this library does with a server that has nothing better, and only if its operator names it for that server. SHA-1
/// collides (CVE-2005-4900): who can attack it may pass for the server. A server of ours never offers any of it.
/// </summary>
[Flags]
public enum InsecureAlgorithms
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The key exchange diffie-hellman-group14-sha1 (RFC 4253 §8.2).</summary>
    InsecureGroup14Sha1 = 1,

    /// <summary>The MACs hmac-sha1 (RFC 4253 §6.4) and hmac-sha1-etm@openssh.com, offered last.</summary>
    InsecureHmacSha1 = 2,

    /// <summary>Host keys that sign with ssh-rsa (RFC 4253 §6.6), that is SHA-1; offered last.</summary>
    InsecureSshRsa = 4,
}
