namespace SshGate.Ssh.Transport;

/// <summary>The outcome of the negotiation (RFC 4253 §7.1), for logs and audit. A MAC is empty beside an AEAD cipher.</summary>
/// <param name="KeyExchange">The key exchange method.</param>
/// <param name="HostKey">The signature algorithm of the host key.</param>
/// <param name="CipherToServer">The cipher from client to server.</param>
/// <param name="CipherToClient">The cipher from server to client.</param>
/// <param name="MacToServer">The MAC from client to server.</param>
/// <param name="MacToClient">The MAC from server to client.</param>
/// <param name="StrictKex">Whether both sides run strict key exchange (CVE-2023-48795).</param>
public sealed record SshAlgorithms(
    string KeyExchange,
    string HostKey,
    string CipherToServer,
    string CipherToClient,
    string MacToServer,
    string MacToClient,
    bool StrictKex)
{
    /// <summary>Whether the key exchange holds against a quantum computer too: half of it is ML-KEM or Streamlined NTRU Prime.</summary>
    public bool IsPostQuantum =>
        KeyExchange.StartsWith("mlkem", StringComparison.Ordinal) || KeyExchange.StartsWith("sntrup", StringComparison.Ordinal);
}
