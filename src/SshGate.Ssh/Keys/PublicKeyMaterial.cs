using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The numbers of a public key of one type, checked. Immutable; library handles live only while a call runs.
/// </summary>
internal abstract class PublicKeyMaterial
{
    public abstract string KeyType { get; }

    /// <summary>Reads a whole public key blob (RFC 4253 §6.6).</summary>
    public static PublicKeyMaterial Read(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        var material = ReadFields(reader.ReadAscii(SshReader.MaxNameLength), ref reader);
        reader.End();
        return material;
    }

    /// <summary>
    /// Whether the signature is genuine. The caller has checked that the algorithm belongs to this type of key.
    /// May throw <see cref="SshProtocolException"/> for a malformed signature.
    /// </summary>
    public abstract bool Verify(string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>Writes the key's fields, which follow its type name in the blob.</summary>
    public abstract void WriteFields(SshWriter writer);

    public byte[] Encode() => SshWriter.ToArray(w =>
    {
        w.WriteText(KeyType);
        WriteFields(w);
    });

    private static PublicKeyMaterial ReadFields(string keyType, ref SshReader reader) => keyType switch
    {
        AlgorithmTable.Ed25519 => Ed25519PublicKey.ReadFields(ref reader),
        AlgorithmTable.EcdsaP256 => EcdsaPublicKey.ReadFields(NistCurve.P256, ref reader),
        AlgorithmTable.EcdsaP384 => EcdsaPublicKey.ReadFields(NistCurve.P384, ref reader),
        AlgorithmTable.EcdsaP521 => EcdsaPublicKey.ReadFields(NistCurve.P521, ref reader),
        AlgorithmTable.Rsa => RsaPublicKey.ReadFields(ref reader),
        _ => throw new SshProtocolException(
            DisconnectReason.ProtocolError, "The type of a public key is not supported."),
    };
}
