using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>ecdsa-sha2-*: string curve name, string point, mpint scalar (OpenSSH PROTOCOL.key §3, RFC 5656).</summary>
internal sealed class EcdsaPrivateKey : PrivateKeyMaterial
{
    private readonly NistCurve _curve;
    private readonly ECDsa _key;
    private readonly ECPoint _point;

    private EcdsaPrivateKey(NistCurve curve, ECDsa key)
    {
        _curve = curve;
        _key = key;
        _point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = new EcdsaPublicKey(curve, _point);
    }

    public override PublicKeyMaterial PublicKey { get; }

    public static EcdsaPrivateKey Generate(NistCurve curve) => new(curve, ECDsa.Create(curve.Curve));

    public static EcdsaPrivateKey ReadFields(NistCurve curve, ref SshReader reader)
    {
        if (reader.ReadAscii(SshReader.MaxNameLength) != curve.Name)
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Damaged, "The ECDSA key names another curve than its type.");
        }

        var point = curve.ReadPoint(reader.ReadString(), DisconnectReason.ProtocolError);
        var magnitude = reader.ReadMpint();
        if (magnitude.Length > curve.FieldSize)
        {
            throw new SshKeyFormatException(SshKeyFormatReason.Damaged, "The ECDSA key's secret is too large.");
        }

        var scalar = GC.AllocateArray<byte>(curve.FieldSize, pinned: true);
        magnitude.CopyTo(scalar.AsSpan(scalar.Length - magnitude.Length));
        try
        {
            return new EcdsaPrivateKey(
                curve, ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point, D = scalar }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    public override byte[] Sign(string signatureAlgorithm, ReadOnlySpan<byte> data) => EcdsaPublicKey.EncodeSignature(
        _key.SignData(data, _curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public override void WriteFields(SshWriter writer)
    {
        var parameters = _key.ExportParameters(includePrivateParameters: true);
        try
        {
            writer.WriteText(_curve.Name);
            writer.WriteString(_curve.WritePoint(_point));
            writer.WriteMpint(parameters.D);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    public override void Dispose() => _key.Dispose();
}
