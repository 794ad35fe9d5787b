namespace SshGate.Ssh.Keys;

/// <summary>
/// A public key algorithm as it is negotiated or announced, with or without a certificate. A certificate's holder signs
/// as its key would: the blob of the signature names <paramref name="Signature"/>.
/// </summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="KeyType">The type of the key that signs.</param>
/// <param name="Signature">The signature algorithm.</param>
/// <param name="IsCertificate">Whether a certificate is shown instead of the plain key.</param>
internal sealed record KeyAlgorithm(string Name, string KeyType, string Signature, bool IsCertificate);
