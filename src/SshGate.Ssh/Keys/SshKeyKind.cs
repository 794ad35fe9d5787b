namespace SshGate.Ssh.Keys;

/// <summary>The kinds of key that <see cref="SshPrivateKey.Generate"/> makes.</summary>
public enum SshKeyKind
{
    /// <summary>Ed25519 (RFC 8709): short, fast, the default.</summary>
    Ed25519,

    /// <summary>ECDSA over nistp256 (RFC 5656 §3).</summary>
    EcdsaP256,

    /// <summary>RSA with 3072 bits and SHA-2 signatures (RFC 8332), for old peers.</summary>
    Rsa3072,
}
