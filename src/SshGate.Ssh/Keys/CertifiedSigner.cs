namespace SshGate.Ssh.Keys;

/// <summary>
/// A key that shows a certificate. As the key of a client it logs in with the certificate; as a host key of a server it
/// shows the certificate to clients that ask for one, and the plain key to the others.
/// </summary>
public sealed class CertifiedSigner : ISshSigner
{
    private readonly ISshSigner _key;

    /// <summary>Puts a key and its certificate together.</summary>
    /// <param name="key">The plain key; its owner stays its owner.</param>
    /// <param name="certificate">A certificate of it.</param>
    /// <exception cref="ArgumentException">The certificate is of another key, or the key has a certificate.</exception>
    public CertifiedSigner(ISshSigner key, SshCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(certificate);
        if (key.Certificate is not null || !key.PublicKey.Equals(certificate.Key))
        {
            throw new ArgumentException("The certificate is not of this plain key.", nameof(certificate));
        }

        _key = key;
        Certificate = certificate;
        SignatureAlgorithms =
        [
            .. AlgorithmTable.CertificateSignaturesOf(key.PublicKey.KeyType)
                .Where(name => key.SignatureAlgorithms.Contains(AlgorithmTable.Find(name)!.Signature)),
            .. key.SignatureAlgorithms,
        ];
    }

    /// <inheritdoc/>
    public SshPublicKey PublicKey => _key.PublicKey;

    /// <inheritdoc/>
    public SshCertificate Certificate { get; }

    /// <summary>The algorithms that announce the certificate, then those of the plain key.</summary>
    public IReadOnlyList<string> SignatureAlgorithms { get; }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(
        string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _key.SignAsync(
            AlgorithmTable.Find(signatureAlgorithm)?.Signature ?? signatureAlgorithm, data, cancellationToken);
}
