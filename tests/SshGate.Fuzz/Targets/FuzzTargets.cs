using SshGate.Fuzz.Engine;

namespace SshGate.Fuzz.Targets;

/// <summary>Everything that takes bytes of others.</summary>
internal static class FuzzTargets
{
    /// <summary>Names that decide which way a message goes.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "ssh-userauth", "ssh-connection", "none", "password", "keyboard-interactive", "publickey", "hostbased",
        "publickey-hostbound-v00@openssh.com", "session", "direct-tcpip", "direct-streamlocal@openssh.com", "forwarded-tcpip",
        "x11", "auth-agent@openssh.com", "pty-req", "env", "exec", "shell", "subsystem", "sftp", "window-change", "signal",
        "break", "auth-agent-req@openssh.com", "x11-req", "exit-status", "exit-signal", "eow@openssh.com", "xon-xoff",
        "keepalive@openssh.com", "no-more-sessions@openssh.com", "hostkeys-00@openssh.com", "hostkeys-prove-00@openssh.com",
        "tcpip-forward", "cancel-tcpip-forward", "server-sig-algs", "ping@openssh.com", "ext-info-in-auth@openssh.com",
        "delay-compression", "ext-info-c", "ext-info-s", "kex-strict-c-v00@openssh.com", "kex-strict-s-v00@openssh.com",
        "ssh-ed25519", "ssh-rsa", "rsa-sha2-256", "rsa-sha2-512", "ecdsa-sha2-nistp256", "nistp256", "nistp384", "nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-ed25519-cert-v01@openssh.com",
        "source-address", "force-command", "verify-required", "permit-pty", "curve25519-sha256", "ecdh-sha2-nistp256",
        "mlkem768x25519-sha256", "sntrup761x25519-sha512", "diffie-hellman-group14-sha256", "aes128-ctr", "aes256-cbc",
        "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "hmac-sha2-256", "zlib@openssh.com", "bcrypt",
        "openssh-key-v1", "SSH-2.0-", "SSH-1.99-", "\r\n", ",", "agent", "secret",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. WireTargets.All, .. KexTargets.All, .. PacketTargets.All, .. KeyTargets.All, .. CertificateTargets.All, .. SftpTargets.All, .. ChannelTargets.All, .. ProxyTargets.All,
        .. StrangerTargets.All, .. SessionTargets.All,
    ];
}
