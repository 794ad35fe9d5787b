using System.Numerics;
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
        using var alice = new EcdhKeyAgreement(curve);
        using var bob = new EcdhKeyAgreement(curve);
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
        using var agreement = new EcdhKeyAgreement(curve);
        using var peer = new EcdhKeyAgreement(curve);

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

    [Theory]
    [MemberData(nameof(Groups))]
    public void Integer_groups_give_both_sides_the_same_secret_and_every_exchange_another_one(int bits)
    {
        var group = Group(bits);
        using var alice = new ModpKeyAgreement(group);
        using var bob = new ModpKeyAgreement(group);
        Assert.NotEqual(alice.PublicKey, bob.PublicKey);
        var secret = alice.DeriveSecret(bob.PublicKey);
        Assert.Equal(bits / 8, secret.Length);
        Assert.Equal(secret, bob.DeriveSecret(alice.PublicKey));
    }

    // RFC 4253 §8: 1 < y < p - 1; and mpints have one form only.
    [Theory]
    [MemberData(nameof(Groups))]
    public void Integer_groups_refuse_values_outside_and_integers_in_a_longer_form(int bits)
    {
        var group = Group(bits);
        using var agreement = new ModpKeyAgreement(group);
        byte[] p = [0, .. group.Prime];
        AssertRefused(() => agreement.DeriveSecret([]));
        AssertRefused(() => agreement.DeriveSecret([1]));
        AssertRefused(() => agreement.DeriveSecret(p));
        AssertRefused(() => agreement.DeriveSecret([.. p[..^1], (byte)(p[^1] - 1)]));
        AssertRefused(() => agreement.DeriveSecret([1, .. p]));
        Assert.Equal(group.Size, agreement.DeriveSecret([2]).Length);
        Assert.Equal(group.Size, agreement.DeriveSecret([.. p[..^1], (byte)(p[^1] - 2)]).Length);
        foreach (var malformed in new byte[][] { [0], [0, 2], [0x80], [0xff, .. p], [0, 0, 0x80] })
        {
            Assert.Throws<SshProtocolException>(() => agreement.DeriveSecret(malformed));
        }
    }

    // RFC 3526 §3, §5 and §7: p = 2^n - 2^(n-64) - 1 + 2^64 ([2^(n-130) π] + c).
    [Theory]
    [InlineData(2048, 124476)]
    [InlineData(4096, 240904)]
    [InlineData(8192, 4743158)]
    public void The_primes_are_those_of_rfc_3526(int bits, int constant)
    {
        var words = PiDigits.Fraction((bits - 130 + 31) / 32);
        var fraction = words.Aggregate(BigInteger.Zero, (value, word) => (value << 32) | word)
            >> ((32 * words.Length) - (bits - 130));
        var one = BigInteger.One;
        var pi = (3 * (one << (bits - 130))) + fraction;
        var expected = (one << bits) - (one << (bits - 64)) - 1 + ((pi + constant) << 64);

        Assert.Equal(expected, new BigInteger(Group(bits).Prime, isUnsigned: true, isBigEndian: true));
    }

    public static TheoryData<int> Groups() => [2048, 4096, 8192];

    private static ModpGroup Group(int bits) => bits switch
    {
        2048 => ModpGroup.Group14,
        4096 => ModpGroup.Group16,
        _ => ModpGroup.Group18,
    };

    private static NistCurve Find(string name) =>
        new[] { NistCurve.P256, NistCurve.P384, NistCurve.P521 }.Single(curve => curve.Name == name);

    private static void AssertRefused(Action derive) =>
        Assert.Equal(DisconnectReason.KeyExchangeFailed, Assert.Throws<SshProtocolException>(derive).Reason);
}
