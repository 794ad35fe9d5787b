using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

public sealed class SshPublicKeyTests
{
    private static readonly byte[] Exponent = [1, 0, 1];

    public static TheoryData<SshKeyKind> Kinds => [.. Enum.GetValues<SshKeyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parses_its_own_blob_and_line_to_an_equal_key(SshKeyKind kind)
    {
        var key = KeyBlobs.Of(kind).PublicKey;
        Assert.Equal(key, SshPublicKey.Parse(key.Blob.Span));
        var line = key.ToOpenSsh("who@where on monday");
        Assert.True(SshPublicKey.TryParseOpenSsh(line, out var parsed, out var comment));
        Assert.Equal(key, parsed);
        Assert.Equal(key.GetHashCode(), parsed.GetHashCode());
        Assert.Equal("who@where on monday", comment);
        Assert.True(SshPublicKey.TryParseOpenSsh(key.ToOpenSsh() + "\r\n", out parsed, out comment));
        Assert.Equal("", comment);
        Assert.NotEqual(key, KeyBlobs.Keys.First(other => other.PublicKey.KeyType != key.KeyType).PublicKey);
    }

    [Fact]
    public void Fingerprint_is_the_one_that_openssh_prints()
    {
        Assert.True(SshPublicKey.TryParseOpenSsh(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", out var key, out _));
        Assert.Equal(
            $"SHA256:{Convert.ToBase64String(SHA256.HashData(key.Blob.Span)).TrimEnd('=')}", key.Fingerprint);
        Assert.Equal($"ssh-ed25519 {key.Fingerprint}", key.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Refuses_every_strict_prefix_of_a_blob_and_bytes_after_it(SshKeyKind kind)
    {
        var blob = KeyBlobs.Of(kind).PublicKey.Blob.ToArray();
        for (var length = 0; length < blob.Length; length++)
        {
            AssertRefused(blob[..length]);
        }

        AssertRefused([.. blob, 0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Refuses_ed25519_keys_of_another_length(int length) => AssertRefused(KeyBlobs.Ed25519(length));

    [Theory]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(16385)]
    public void Refuses_rsa_keys_outside_2048_to_16384_bits(int bits) =>
        AssertRefused(KeyBlobs.Rsa(Exponent, KeyBlobs.Odd(bits)));

    [Theory]
    [InlineData(2048)]
    [InlineData(16384)]
    public void Accepts_rsa_keys_of_2048_to_16384_bits(int bits) =>
        Assert.Equal("ssh-rsa", SshPublicKey.Parse(KeyBlobs.Rsa(Exponent, KeyBlobs.Odd(bits))).KeyType);

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("010000")]
    [InlineData("010000000000000001")]
    public void Refuses_rsa_exponents_that_are_even_trivial_or_huge(string exponent) =>
        AssertRefused(KeyBlobs.Rsa(Hex.Decode(exponent), KeyBlobs.Odd(2048)));

    [Fact]
    public void Refuses_an_even_rsa_modulus()
    {
        var modulus = KeyBlobs.Odd(2048);
        modulus[^1] = 0;
        AssertRefused(KeyBlobs.Rsa(Exponent, modulus));
    }

    [Fact]
    public void Refuses_ecdsa_points_off_the_curve_and_names_that_do_not_agree()
    {
        var reader = new SshReader(KeyBlobs.Of(SshKeyKind.EcdsaP256).PublicKey.Blob.Span);
        reader.ReadString();
        reader.ReadString();
        var point = reader.ReadString().ToArray();
        AssertRefused(KeyBlobs.Ecdsa("ecdsa-sha2-nistp256", "nistp384", point));
        AssertRefused(KeyBlobs.Ecdsa("ecdsa-sha2-nistp384", "nistp384", point));
        AssertRefused(KeyBlobs.Ecdsa("ecdsa-sha2-nistp224", "nistp224", point));
        AssertRefused(KeyBlobs.Ecdsa("ecdsa-sha2-nistp256", "nistp256", [0]));
        point[40] ^= 1;
        AssertRefused(KeyBlobs.Ecdsa("ecdsa-sha2-nistp256", "nistp256", point));
    }

    [Theory]
    [InlineData("ssh-dss")]
    [InlineData("ssh-ed448")]
    [InlineData("ssh-ed25519-cert-v01@openssh.com")]
    [InlineData("rsa-sha2-256")]
    [InlineData("")]
    public void Refuses_key_types_it_does_not_know(string type) => AssertRefused(SshWriter.ToArray(w =>
    {
        w.WriteText(type);
        w.WriteString(new byte[32]);
    }));

    [Theory]
    [InlineData("")]
    [InlineData("# comment")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 ")]
    [InlineData("ssh-ed25519 !")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("no-pty ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA a\nb")]
    public void Refuses_lines_that_are_not_one_key(string line)
    {
        Assert.False(SshPublicKey.TryParseOpenSsh(line, out var key, out var comment));
        Assert.Null(key);
        Assert.Equal("", comment);
    }

    [Fact]
    public void A_comment_cannot_add_a_line() => Assert.Throws<ArgumentException>(
        () => KeyBlobs.Of(SshKeyKind.Ed25519).PublicKey.ToOpenSsh("me\nssh-ed25519 AAAA"));

    [Fact]
    public void Any_bytes_are_a_key_or_a_protocol_exception() => Prop.ForAll<byte[]>(bytes =>
    {
        _ = SshPublicKey.TryParse(bytes, out _);
        _ = SshPublicKey.TryParse(KeyBlobs.Rsa(bytes, KeyBlobs.Odd(2048)), out _);
        _ = SshPublicKey.TryParse(KeyBlobs.Rsa(Exponent, bytes), out _);
        _ = SshPublicKey.TryParse(KeyBlobs.Ecdsa("ecdsa-sha2-nistp521", "nistp521", bytes), out _);
        _ = SshPublicKey.TryParseOpenSsh(System.Text.Encoding.Latin1.GetString(bytes), out _, out _);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_blob_is_refused_or_is_another_key(SshKeyKind kind)
    {
        var blob = KeyBlobs.Of(kind).PublicKey.Blob.ToArray();
        for (var bit = 0; bit < 8 * blob.Length; bit++)
        {
            var damaged = blob.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SshPublicKey.TryParse(damaged, out var key))
            {
                Assert.Equal(damaged, key.Blob.ToArray());
                Assert.NotEqual(KeyBlobs.Of(kind).PublicKey, key);

                // The parts that were accepted must not trip the verifier either.
                var algorithm = KeyBlobs.Of(kind).SignatureAlgorithms[0];
                Assert.False(key.Verify(algorithm, "data"u8, SignatureBlob.Encode(algorithm, new byte[64])));
            }
        }
    }

    private static void AssertRefused(byte[] blob)
    {
        Assert.Equal(
            DisconnectReason.ProtocolError, Assert.Throws<SshProtocolException>(() => SshPublicKey.Parse(blob)).Reason);
        Assert.False(SshPublicKey.TryParse(blob, out _));
    }
}
