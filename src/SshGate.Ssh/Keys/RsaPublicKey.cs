using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// ssh-rsa keys (RFC 4253 §6.6): mpint e, mpint n; signatures with SHA-2 (RFC 8332 §3).
/// </summary>
internal sealed class RsaPublicKey : PublicKeyMaterial
{
    /// <summary>NIST SP 800-131A: 112 bits of security, the least that is acceptable.</summary>
    public const int MinModulusBits = 2048;

    /// <summary>
    /// OpenSSH's own maximum (SSHBUF_MAX_BIGNUM); it bounds what a stranger's signature costs to verify.
    /// </summary>
    public const int MaxModulusBits = 16384;

    // libcrypto's maximum for large moduli (OPENSSL_RSA_MAX_PUBEXP_BITS); keys in use have 65537.
    private const int MaxExponentBytes = 8;

    private readonly byte[] _exponent;
    private readonly byte[] _modulus;

    public RsaPublicKey(ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus)
    {
        var bits = modulus.IsEmpty ? 0 : (8 * modulus.Length) - byte.LeadingZeroCount(modulus[0]);
        if (bits is < MinModulusBits or > MaxModulusBits || !IsOdd(modulus))
        {
            throw Refused("The size of an RSA key is not between 2048 and 16384 bits.");
        }

        if (exponent.Length is 0 or > MaxExponentBytes || !IsOdd(exponent) || exponent is [1])
        {
            throw Refused("The exponent of an RSA key is not acceptable.");
        }

        _exponent = exponent.ToArray();
        _modulus = modulus.ToArray();
    }

    public override string KeyType => AlgorithmTable.Rsa;

    public static HashAlgorithmName HashOf(string signatureAlgorithm) => signatureAlgorithm switch
    {
        AlgorithmTable.RsaSha256 => HashAlgorithmName.SHA256,
        AlgorithmTable.RsaSha512 => HashAlgorithmName.SHA512,

        // Reached only through AlgorithmTable.InsecureSshRsa.
        AlgorithmTable.Rsa => HashAlgorithmName.SHA1,
        _ => throw new ArgumentException("This is not an RSA signature algorithm.", nameof(signatureAlgorithm)),
    };

    public static RsaPublicKey ReadFields(ref SshReader reader)
    {
        var exponent = reader.ReadMpint();
        return new RsaPublicKey(exponent, reader.ReadMpint());
    }

    public override bool Verify(
        string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HardwareSignature? hardware)
    {
        if (signature.Length > _modulus.Length)
        {
            return false;
        }

        // RFC 8332 §3 asks for the modulus' length, but some signers leave leading zeros out; OpenSSH accepts
        // those too.
        var padded = new byte[_modulus.Length];
        signature.CopyTo(padded.AsSpan(padded.Length - signature.Length));
        using var key = RSA.Create(new RSAParameters { Exponent = _exponent, Modulus = _modulus });
        return key.VerifyData(data, padded, HashOf(signatureAlgorithm), RSASignaturePadding.Pkcs1);
    }

    public override void WriteFields(SshWriter writer)
    {
        writer.WriteMpint(_exponent);
        writer.WriteMpint(_modulus);
    }

    private static bool IsOdd(ReadOnlySpan<byte> number) => (number[^1] & 1) == 1;

    private static SshProtocolException Refused(string message) => new(DisconnectReason.ProtocolError, message);
}
