namespace SshGate.Ssh.Keys;

/// <summary>
/// A key as a peer shows it under the name of an algorithm: the plain key, or a certificate of it. The shown blob and
/// the algorithm belong together, or there is no instance.
/// </summary>
internal sealed class PresentedKey
{
    private readonly KeyAlgorithm _algorithm;

    private PresentedKey(KeyAlgorithm algorithm, SshPublicKey key, SshCertificate? certificate)
    {
        _algorithm = algorithm;
        Key = key;
        Certificate = certificate;
    }

    /// <summary>The key, which a certificate may be about.</summary>
    public SshPublicKey Key { get; }

    /// <summary>The certificate, genuine but not judged, or null.</summary>
    public SshCertificate? Certificate { get; }

    /// <summary>The name of the algorithm, as announced.</summary>
    public string Algorithm => _algorithm.Name;

    /// <summary>The blob as it was shown.</summary>
    public ReadOnlyMemory<byte> Blob => Certificate?.Blob ?? Key.Blob;

    /// <summary>Reads a blob that was shown under the name of an algorithm.</summary>
    /// <exception cref="SshProtocolException">The blob is malformed, or of another type than the algorithm says.</exception>
    public static PresentedKey Parse(KeyAlgorithm algorithm, ReadOnlySpan<byte> blob)
    {
        var certificate = algorithm.IsCertificate ? SshCertificate.Parse(blob) : null;
        var key = certificate?.Key ?? SshPublicKey.Parse(blob);
        return key.KeyType == algorithm.KeyType
            ? new PresentedKey(algorithm, key, certificate)
            : throw new SshProtocolException(
                DisconnectReason.ProtocolError, "A key is of another type than the algorithm it was shown for.");
    }

    /// <summary>The proof that the key signed the data, or null.</summary>
    public VerifiedSignature? Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob) =>
        VerifiedSignature.CheckNegotiated(Key, _algorithm, data, signatureBlob);
}
