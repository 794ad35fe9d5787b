using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The numbers of a public key of one type, checked. Immutable; library handles live only while a call runs.
/// </summary>
internal abstract class PublicKeyMaterial
{
    public abstract string KeyType { get; }

    /// <summary>Whether an authenticator signs, and says so beside the signature.</summary>
    public virtual bool IsHardware => false;

    /// <summary>Reads a whole public key blob (RFC 4253 §6.6).</summary>
    public static PublicKeyMaterial Read(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        var material = ReadFields(reader.ReadAscii(SshReader.MaxNameLength), ref reader);
        reader.End();
        return material;
    }

    /// <summary>Reads the fields behind the type name; certificates have the same ones (OpenSSH PROTOCOL.certkeys).</summary>
    public static PublicKeyMaterial ReadFields(string keyType, ref SshReader reader) => keyType switch
    {
        AlgorithmTable.Ed25519 => Ed25519PublicKey.ReadFields(ref reader),
        AlgorithmTable.EcdsaP256 => EcdsaPublicKey.ReadFields(NistCurve.P256, ref reader),
        AlgorithmTable.EcdsaP384 => EcdsaPublicKey.ReadFields(NistCurve.P384, ref reader),
        AlgorithmTable.EcdsaP521 => EcdsaPublicKey.ReadFields(NistCurve.P521, ref reader),
        AlgorithmTable.SkEd25519 => HardwarePublicKey.ReadFields(
            keyType, Ed25519PublicKey.ReadFields(ref reader), ref reader),
        AlgorithmTable.SkEcdsaP256 => HardwarePublicKey.ReadFields(
            keyType, EcdsaPublicKey.ReadFields(NistCurve.P256, ref reader), ref reader),
        AlgorithmTable.Rsa => RsaPublicKey.ReadFields(ref reader),
        _ => throw new SshProtocolException(
            DisconnectReason.ProtocolError, "The type of a public key is not supported."),
    };

    /// <summary>
    /// Whether the signature is genuine. The caller has checked that the algorithm belongs to this type of key.
    /// May throw <see cref="SshProtocolException"/> for a malformed signature.
    /// </summary>
    /// <param name="signatureAlgorithm">The algorithm.</param>
    /// <param name="data">The bytes that were signed.</param>
    /// <param name="signature">The signature without the blob around it.</param>
    /// <param name="hardware">What the authenticator said, exactly if <see cref="IsHardware"/>.</param>
    public abstract bool Verify(
        string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HardwareSignature? hardware);

    /// <summary>Writes the key's fields, which follow its type name in the blob.</summary>
    public abstract void WriteFields(SshWriter writer);

    public byte[] Encode() => SshWriter.ToArray(w =>
    {
        w.WriteText(KeyType);
        WriteFields(w);
    });
}
