using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The secret half of a key of one type. Signing may happen on several threads at once: a signature makes its own
/// library context and only reads the key. Disposing gives the key up and wipes it.
/// </summary>
internal abstract class PrivateKeyMaterial : IDisposable
{
    public abstract PublicKeyMaterial PublicKey { get; }

    /// <summary>Reads the key type and fields of the private section (OpenSSH PROTOCOL.key §3).</summary>
    public static PrivateKeyMaterial Read(ref SshReader reader) => reader.ReadAscii(SshReader.MaxNameLength) switch
    {
        AlgorithmTable.Ed25519 => Ed25519PrivateKey.ReadFields(ref reader),
        AlgorithmTable.EcdsaP256 => EcdsaPrivateKey.ReadFields(NistCurve.P256, ref reader),
        AlgorithmTable.EcdsaP384 => EcdsaPrivateKey.ReadFields(NistCurve.P384, ref reader),
        AlgorithmTable.EcdsaP521 => EcdsaPrivateKey.ReadFields(NistCurve.P521, ref reader),
        AlgorithmTable.Rsa => RsaPrivateKey.ReadFields(ref reader),
        _ => throw new SshKeyFormatException(
            SshKeyFormatReason.Unsupported,
            "The type of the private key is not supported: use ed25519, ecdsa or rsa."),
    };

    /// <summary>The signature without the blob around it. The caller has checked that the algorithm fits.</summary>
    public abstract byte[] Sign(string signatureAlgorithm, ReadOnlySpan<byte> data);

    /// <summary>
    /// Writes the private fields as the private section has them; the buffer holds secrets from then on.
    /// </summary>
    public abstract void WriteFields(SshWriter writer);

    public abstract void Dispose();
}
