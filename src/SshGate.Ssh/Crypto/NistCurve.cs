using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// The curves of RFC 5656 §10.1 and the check of a public point (SEC 1 §3.2.2.1). The check is done here, on
/// public data, so that it does not depend on which library the platform uses underneath.
/// </summary>
internal sealed class NistCurve
{
    private const byte Uncompressed = 4;

    private readonly BigInteger _prime;
    private readonly BigInteger _b;

    private NistCurve(string name, ECCurve curve, int fieldSize, HashAlgorithmName hash, string prime, string b)
    {
        Name = name;
        Curve = curve;
        FieldSize = fieldSize;
        Hash = hash;
        _prime = Parse(prime);
        _b = Parse(b);
    }

    public static NistCurve P256 { get; } = new(
        "nistp256",
        ECCurve.NamedCurves.nistP256,
        32,
        HashAlgorithmName.SHA256,
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    public static NistCurve P384 { get; } = new(
        "nistp384",
        ECCurve.NamedCurves.nistP384,
        48,
        HashAlgorithmName.SHA384,
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    public static NistCurve P521 { get; } = new(
        "nistp521",
        ECCurve.NamedCurves.nistP521,
        66,
        HashAlgorithmName.SHA512,
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109" +
        "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00");

    /// <summary>The curve's identifier in algorithm names and key blobs (RFC 5656 §6.1).</summary>
    public string Name { get; }

    public ECCurve Curve { get; }

    /// <summary>The bytes of one coordinate.</summary>
    public int FieldSize { get; }

    /// <summary>The hash that goes with the curve (RFC 5656 §6.2.1).</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>The bytes of an uncompressed point.</summary>
    public int PointSize => 1 + (2 * FieldSize);

    /// <summary>
    /// Reads an uncompressed point (SEC 1 §2.3.4); compressed ones are optional in RFC 5656 §3.1 and refused.
    /// </summary>
    public ECPoint ReadPoint(ReadOnlySpan<byte> encoded, DisconnectReason reason)
    {
        if (encoded.Length != PointSize || encoded[0] != Uncompressed)
        {
            throw new SshProtocolException(reason, "An elliptic curve point is not in uncompressed form.");
        }

        var point = new ECPoint
        {
            X = encoded.Slice(1, FieldSize).ToArray(),
            Y = encoded.Slice(1 + FieldSize, FieldSize).ToArray(),
        };
        return Contains(point)
            ? point
            : throw new SshProtocolException(reason, "A point is not on its elliptic curve.");
    }

    public byte[] WritePoint(ECPoint point)
    {
        var encoded = new byte[PointSize];
        encoded[0] = Uncompressed;
        point.X!.CopyTo(encoded, PointSize - FieldSize - point.X.Length);
        point.Y!.CopyTo(encoded, PointSize - point.Y.Length);
        return encoded;
    }

    // y² = x³ - 3x + b. The curves have cofactor 1: every point on them has the right order,
    // and the point at infinity has no uncompressed form.
    private bool Contains(ECPoint point)
    {
        var x = new BigInteger(point.X, isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(point.Y, isUnsigned: true, isBigEndian: true);
        return x < _prime && y < _prime && ((y * y) - (x * x * x) + (3 * x) - _b) % _prime == 0;
    }

    // The leading zero keeps the number positive.
    private static BigInteger Parse(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
