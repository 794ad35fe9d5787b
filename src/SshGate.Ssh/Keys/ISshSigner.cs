namespace SshGate.Ssh.Keys;

/// <summary>A private key that signs, wherever it is kept: a file, a vault, a hardware module, a key agent.</summary>
public interface ISshSigner
{
    /// <summary>The public half.</summary>
    public SshPublicKey PublicKey { get; }

    /// <summary>The certificate that is shown instead of the public key, or null: see <see cref="CertifiedSigner"/>.</summary>
    public SshCertificate? Certificate => null;

    /// <summary>The signature algorithms that this key can sign with, best first.</summary>
    public IReadOnlyList<string> SignatureAlgorithms { get; }

    /// <summary>Signs data.</summary>
    /// <param name="signatureAlgorithm">One of <see cref="SignatureAlgorithms"/>.</param>
    /// <param name="data">The bytes to sign, not hashed.</param>
    /// <param name="cancellationToken">Gives up waiting for the signature.</param>
    /// <returns>The signature blob (RFC 4253 §6.6): algorithm name and signature.</returns>
    public ValueTask<byte[]> SignAsync(
        string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
