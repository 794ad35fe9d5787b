using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>One side of ECDH over a NIST curve (RFC 5656 §4) with a key pair for one exchange.</summary>
internal sealed class EcdhKeyAgreement : IDisposable
{
    private readonly NistCurve _curve;
    private readonly ECDiffieHellman _key;

    /// <summary>Makes a new key pair.</summary>
    public EcdhKeyAgreement(NistCurve curve)
        : this(curve, ECDiffieHellman.Create(curve.Curve))
    {
    }

    /// <summary>Takes over a given key pair; for known answers.</summary>
    public EcdhKeyAgreement(NistCurve curve, ECDiffieHellman key)
    {
        _curve = curve;
        _key = key;
        PublicKey = curve.WritePoint(key.ExportParameters(includePrivateParameters: false).Q);
    }

    /// <summary>The public point, uncompressed.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The x-coordinate of the shared point, big-endian, which the caller wipes.</summary>
    public byte[] DeriveSecret(ReadOnlySpan<byte> peer)
    {
        var parameters = new ECParameters
        {
            Curve = _curve.Curve,
            Q = _curve.ReadPoint(peer, DisconnectReason.KeyExchangeFailed),
        };
        try
        {
            using var peerKey = ECDiffieHellman.Create(parameters);
            return _key.DeriveRawSecretAgreement(peerKey.PublicKey);
        }
        catch (CryptographicException e)
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed, "The peer's ECDH public key is not acceptable.", e);
        }
    }

    public void Dispose() => _key.Dispose();
}
