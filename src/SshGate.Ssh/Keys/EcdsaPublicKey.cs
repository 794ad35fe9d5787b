using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// ecdsa-sha2-nistp256, -384 and -521 (RFC 5656 §3.1): string curve name, string point.
/// The signature (§3.1.2) is mpint r, mpint s.
/// </summary>
internal sealed class EcdsaPublicKey(NistCurve curve, ECPoint point) : PublicKeyMaterial
{
    public override string KeyType => TypeOf(curve);

    public static string TypeOf(NistCurve curve) => $"ecdsa-sha2-{curve.Name}";

    public static EcdsaPublicKey ReadFields(NistCurve curve, ref SshReader reader)
    {
        if (reader.ReadAscii(SshReader.MaxNameLength) != curve.Name)
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolError, "An ECDSA key names another curve than its type does.");
        }

        return new EcdsaPublicKey(curve, curve.ReadPoint(reader.ReadString(), DisconnectReason.ProtocolError));
    }

    public static byte[] EncodeSignature(ReadOnlySpan<byte> fixedFields)
    {
        var r = fixedFields[..(fixedFields.Length / 2)].ToArray();
        var s = fixedFields[(fixedFields.Length / 2)..].ToArray();
        return SshWriter.ToArray(w =>
        {
            w.WriteMpint(r);
            w.WriteMpint(s);
        });
    }

    public override bool Verify(
        string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HardwareSignature? hardware)
    {
        var reader = new SshReader(signature);
        var r = reader.ReadMpint();
        var s = reader.ReadMpint();
        reader.End();
        if (r.Length > curve.FieldSize || s.Length > curve.FieldSize)
        {
            return false;
        }

        var fixedFields = new byte[2 * curve.FieldSize];
        r.CopyTo(fixedFields.AsSpan(curve.FieldSize - r.Length));
        s.CopyTo(fixedFields.AsSpan(fixedFields.Length - s.Length));
        using var key = ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point });
        return key.VerifyData(data, fixedFields, curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public override void WriteFields(SshWriter writer)
    {
        writer.WriteText(curve.Name);
        writer.WriteString(curve.WritePoint(point));
    }
}
