namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>The lists of a KEXINIT that are negotiated (RFC 4253 §7.1).</summary>
public enum AlgorithmKind
{
    KeyExchange,
    HostKey,
    Cipher,
    Mac,
}
