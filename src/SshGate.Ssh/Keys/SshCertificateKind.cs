namespace SshGate.Ssh.Keys;

/// <summary>What a certificate is for (OpenSSH PROTOCOL.certkeys, field "type").</summary>
public enum SshCertificateKind
{
    /// <summary>A user logs in with it.</summary>
    User = 1,

    /// <summary>A server proves its name with it.</summary>
    Host = 2,
}
