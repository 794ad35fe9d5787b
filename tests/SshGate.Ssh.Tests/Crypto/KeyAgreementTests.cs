using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Tests.Crypto;

public sealed class KeyAgreementTests
{
    public static TheoryData<string> Curves => ["nistp256", "nistp384", "nistp521"];

    [Theory]
    [InlineData(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    public void X25519_computes_the_vectors_of_rfc_7748_section_5_2(string scalar, string point, string result)
    {
        using var agreement = new X25519KeyAgreement(Hex.Decode(scalar));
        Assert.Equal(result, Convert.ToHexStringLower(agreement.DeriveSecret(Hex.Decode(point))));
    }

    [Fact]
    public void X25519_gives_both_sides_the_same_secret_and_every_exchange_another_one()
    {
        using var alice = new X25519KeyAgreement();
        using var bob = new X25519KeyAgreement();
        Assert.NotEqual(alice.PublicKey, bob.PublicKey);
        Assert.Equal(alice.DeriveSecret(bob.PublicKey), bob.DeriveSecret(alice.PublicKey));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void X25519_refuses_a_public_key_of_another_length(int length)
    {
        using var agreement = new X25519KeyAgreement();
        AssertRefused(() => agreement.DeriveSecret(new byte[length]));
    }

    // The points of small order (RFC 7748 §7): each makes the secret zero, whatever our key is.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    public void X25519_refuses_points_of_small_order(string point)
    {
        using var agreement = new X25519KeyAgreement();
        AssertRefused(() => agreement.DeriveSecret(Hex.Decode(point)));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Ecdh_gives_both_sides_the_same_x_coordinate(string name)
    {
        var curve = Find(name);
        using var alice = new EcdhKeyAgreement(curve.Curve);
        using var bob = new EcdhKeyAgreement(curve.Curve);
        Assert.Equal(curve.PointSize, alice.PublicKey.Length);
        var secret = alice.DeriveSecret(bob.PublicKey);
        Assert.Equal(curve.FieldSize, secret.Length);
        Assert.Equal(secret, bob.DeriveSecret(alice.PublicKey));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Ecdh_refuses_points_that_are_malformed_or_off_the_curve(string name)
    {
        var curve = Find(name);
        using var agreement = new EcdhKeyAgreement(curve.Curve);
        using var peer = new EcdhKeyAgreement(curve.Curve);

        AssertRefused(() => agreement.DeriveSecret([]));
        AssertRefused(() => agreement.DeriveSecret([0]));
        AssertRefused(() => agreement.DeriveSecret(peer.PublicKey.AsSpan()[..^1]));
        AssertRefused(() => agreement.DeriveSecret([.. peer.PublicKey, 0]));
        AssertRefused(() => agreement.DeriveSecret([2, .. peer.PublicKey.AsSpan(1, curve.FieldSize)]));

        var compressedMark = peer.PublicKey.ToArray();
        compressedMark[0] = 6;
        AssertRefused(() => agreement.DeriveSecret(compressedMark));

        var offCurve = peer.PublicKey.ToArray();
        offCurve[^1] ^= 1;
        AssertRefused(() => agreement.DeriveSecret(offCurve));

        var origin = new byte[curve.PointSize];
        origin[0] = 4;
        AssertRefused(() => agreement.DeriveSecret(origin));

        var tooLarge = Enumerable.Repeat((byte)0xff, curve.PointSize).ToArray();
        tooLarge[0] = 4;
        AssertRefused(() => agreement.DeriveSecret(tooLarge));
    }

    [Fact]
    public void Ecdh_serves_only_the_curves_of_rfc_5656() =>
        Assert.Throws<ArgumentException>(() => new EcdhKeyAgreement(ECCurve.NamedCurves.brainpoolP256r1));

    private static NistCurve Find(string name) =>
        new[] { NistCurve.P256, NistCurve.P384, NistCurve.P521 }.Single(curve => curve.Name == name);

    private static void AssertRefused(Action derive) =>
        Assert.Equal(DisconnectReason.KeyExchangeFailed, Assert.Throws<SshProtocolException>(derive).Reason);
}
