using System.Security.Cryptography;

namespace SshGate.Ssh.Keys;

/// <summary>
/// Proof that a key signed some data. There is no way to one but <see cref="Check"/>, so that nothing which needs a
/// proof can be reached past a failed verification.
/// </summary>
internal sealed class VerifiedSignature
{
    private VerifiedSignature(SshPublicKey key, string algorithm, HardwareSignature? hardware)
    {
        Key = key;
        Algorithm = algorithm;
        Hardware = hardware;
    }

    /// <summary>The key that signed.</summary>
    public SshPublicKey Key { get; }

    /// <summary>The signature algorithm.</summary>
    public string Algorithm { get; }

    /// <summary>What the authenticator said, or null for a key in software.</summary>
    public HardwareSignature? Hardware { get; }

    /// <summary>
    /// Null unless the algorithm belongs to this type of key, the blob names that algorithm and nothing but it, and the
    /// signature is genuine. What the authenticator of an sk key says is not judged here: see <see cref="Meets"/>.
    /// </summary>
    public static VerifiedSignature? Check(
        SshPublicKey key, string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob) =>
        AlgorithmTable.Allows(key.KeyType, signatureAlgorithm)
            ? CheckAllowed(key, signatureAlgorithm, data, signatureBlob)
            : null;

    /// <summary>The same for an algorithm that was negotiated or announced, which may be one that the table sets apart.</summary>
    public static VerifiedSignature? CheckNegotiated(
        SshPublicKey key, KeyAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob) =>
        algorithm.KeyType == key.KeyType ? CheckAllowed(key, algorithm.Signature, data, signatureBlob) : null;

    /// <summary>Whether the authenticator says all of this; a key in software has none to ask.</summary>
    public bool Meets(HardwareFlags demanded) => Hardware is null || (Hardware.Flags & demanded) == demanded;

    private static VerifiedSignature? CheckAllowed(
        SshPublicKey key, string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob)
    {
        try
        {
            var signature = SignatureBlob.Decode(
                signatureAlgorithm, signatureBlob, key.Material.IsHardware, out var hardware);
            return key.Material.Verify(signatureAlgorithm, data, signature, hardware)
                ? new VerifiedSignature(key, signatureAlgorithm, hardware)
                : null;
        }
        catch (Exception e) when (e is SshProtocolException or CryptographicException)
        {
            return null;
        }
    }
}
