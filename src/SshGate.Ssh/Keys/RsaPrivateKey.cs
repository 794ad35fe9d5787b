using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>ssh-rsa: mpint n, e, d, iqmp, p, q (OpenSSH PROTOCOL.key §3). Signs with SHA-2 only (RFC 8332).</summary>
internal sealed class RsaPrivateKey : PrivateKeyMaterial
{
    private readonly RSA _key;

    private RsaPrivateKey(RSA key)
    {
        _key = key;
        var parameters = key.ExportParameters(includePrivateParameters: false);
        PublicKey = new RsaPublicKey(parameters.Exponent, parameters.Modulus);
    }

    public override PublicKeyMaterial PublicKey { get; }

    public static RsaPrivateKey Generate(int bits) => new(RSA.Create(bits));

    public static RsaPrivateKey ReadFields(ref SshReader reader)
    {
        var modulus = reader.ReadMpint();
        var exponent = reader.ReadMpint();
        var d = reader.ReadMpint();
        var inverseQ = reader.ReadMpint();
        var p = reader.ReadMpint();
        var q = reader.ReadMpint();

        // The public half comes first, for its limits on sizes.
        _ = new RsaPublicKey(exponent, modulus);
        var half = (modulus.Length + 1) / 2;
        if (d.Length > modulus.Length
            || p.Length > half || q.Length > half || inverseQ.Length > half
            || p.Length < half / 2 || q.Length < half / 2)
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Damaged, "The parts of the RSA key do not belong together.");
        }

        // The class library takes numbers of fixed lengths and the two exponents of the Chinese remainder theorem.
        var parameters = new RSAParameters
        {
            Modulus = modulus.ToArray(),
            Exponent = exponent.ToArray(),
            D = Pad(d, modulus.Length),
            P = Pad(p, half),
            Q = Pad(q, half),
            InverseQ = Pad(inverseQ, half),
        };
        try
        {
            parameters.DP = BigNumber.ModuloPredecessor(d, parameters.P);
            parameters.DQ = BigNumber.ModuloPredecessor(d, parameters.Q);
            return new RsaPrivateKey(RSA.Create(parameters));
        }
        finally
        {
            Wipe(parameters);
        }
    }

    public override byte[] Sign(string signatureAlgorithm, ReadOnlySpan<byte> data) =>
        _key.SignData(data, RsaPublicKey.HashOf(signatureAlgorithm), RSASignaturePadding.Pkcs1);

    public override void WriteFields(SshWriter writer)
    {
        var parameters = _key.ExportParameters(includePrivateParameters: true);
        try
        {
            writer.WriteMpint(parameters.Modulus);
            writer.WriteMpint(parameters.Exponent);
            writer.WriteMpint(parameters.D);
            writer.WriteMpint(parameters.InverseQ);
            writer.WriteMpint(parameters.P);
            writer.WriteMpint(parameters.Q);
        }
        finally
        {
            Wipe(parameters);
        }
    }

    public override void Dispose() => _key.Dispose();

    private static byte[] Pad(ReadOnlySpan<byte> magnitude, int length)
    {
        var padded = GC.AllocateArray<byte>(length, pinned: true);
        magnitude.CopyTo(padded.AsSpan(length - magnitude.Length));
        return padded;
    }

    private static void Wipe(RSAParameters parameters)
    {
        CryptographicOperations.ZeroMemory(parameters.D);
        CryptographicOperations.ZeroMemory(parameters.P);
        CryptographicOperations.ZeroMemory(parameters.Q);
        CryptographicOperations.ZeroMemory(parameters.DP);
        CryptographicOperations.ZeroMemory(parameters.DQ);
        CryptographicOperations.ZeroMemory(parameters.InverseQ);
    }
}
